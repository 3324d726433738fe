package io.crj.agent.options;

/** An option that this agent does not know, or a value that makes no sense; nothing was touched. */
public final class OptionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OptionException(String message) {
        super(message);
    }

    OptionException(String message, Throwable cause) {
        super(message, cause);
    }
}
