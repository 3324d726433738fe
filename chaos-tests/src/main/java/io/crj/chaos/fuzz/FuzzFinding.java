package io.crj.chaos.fuzz;

/** A reader did not take a hostile input as it should. */
final class FuzzFinding extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FuzzFinding(String message) {
        super(message);
    }

    FuzzFinding(String message, Throwable cause) {
        super(message, cause);
    }
}
