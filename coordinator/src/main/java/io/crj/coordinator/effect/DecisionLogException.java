package io.crj.coordinator.effect;

/** A decision could not be written. */
public final class DecisionLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean nothingWritten;

    /**
     * Reports a failed write.
     *
     * @param nothingWritten whether it is certain that the log holds no decision of that migration
     */
    public DecisionLogException(String message, boolean nothingWritten, Throwable cause) {
        super(message, cause);
        this.nothingWritten = nothingWritten;
    }

    public boolean nothingWritten() {
        return nothingWritten;
    }
}
