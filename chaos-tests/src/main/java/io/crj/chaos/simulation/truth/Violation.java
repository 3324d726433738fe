package io.crj.chaos.simulation.truth;

/** A promise of the protocol was broken. */
public final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public Violation(String message) {
        super(message);
    }
}
