package io.crj.agent.session;

/** The process to be migrated does not exist on this host. */
final class NoSuchProcessException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoSuchProcessException(String message) {
        super(message);
    }
}
