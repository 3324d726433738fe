package io.crj.agent.session;

/** Something stands against the migration; nothing was touched. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
