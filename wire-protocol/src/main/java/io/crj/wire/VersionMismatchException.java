package io.crj.wire;

/** Two ends of a connection share no protocol version. */
public final class VersionMismatchException extends WireException {

    private static final long serialVersionUID = 1L;

    public VersionMismatchException(String message) {
        super(message);
    }
}
