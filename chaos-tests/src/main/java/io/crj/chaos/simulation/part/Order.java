package io.crj.chaos.simulation.part;

/**
 * A request of a coordinator to an agent.
 *
 * @param number of the round; else 0
 * @param text why, or empty
 */
public record Order(Kind kind, int number, String text) {

    /** What is asked for. */
    public enum Kind {
        INSPECT_SOURCE,
        INSPECT_TARGET,
        PREPARE,
        START,
        ROUND,
        FREEZE,
        AWAIT_READY,
        COMMIT,
        ABORT
    }

    static Order of(Kind kind) {
        return new Order(kind, 0, "");
    }

    @Override
    public String toString() {
        return kind + (number == 0 ? "" : " " + number) + (text.isEmpty() ? "" : " (" + text + ")");
    }
}
