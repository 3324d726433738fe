package io.crj.coordinator.effect;

/** An agent could not be asked, or said no; the message names it. */
public final class AgentRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    AgentRefusedException(String message) {
        super(message);
    }
}
