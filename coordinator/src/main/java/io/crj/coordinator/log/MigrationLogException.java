package io.crj.coordinator.log;

/** The log could not be read or written. */
public final class MigrationLogException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean nothingWritten;

    /**
     * Reports a failure.
     *
     * @param nothingWritten whether it is certain that the log holds no decision of that migration and that nobody but
     *     this process may write one
     */
    public MigrationLogException(String message, boolean nothingWritten, Throwable cause) {
        super(message, cause);
        this.nothingWritten = nothingWritten;
    }

    public boolean nothingWritten() {
        return nothingWritten;
    }
}
