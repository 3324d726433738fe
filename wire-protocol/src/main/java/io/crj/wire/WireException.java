package io.crj.wire;

/** A connection broke, or what came over it is not allowed; the connection is of no use any more. */
public class WireException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }

    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
