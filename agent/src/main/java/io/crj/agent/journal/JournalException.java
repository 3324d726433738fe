package io.crj.agent.journal;

import io.crj.engine.error.EngineException;

/** Something could not be recorded. */
public final class JournalException extends EngineException {

    private static final long serialVersionUID = 1;

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
