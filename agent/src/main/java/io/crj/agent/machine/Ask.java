package io.crj.agent.machine;

/**
 * Something a coordinator asks for. Whoever asks for the same is answered the same.
 *
 * @param number of a round; else 0
 */
public record Ask(Kind kind, int number) {

    /** What can be asked for. */
    public enum Kind {
        START,
        ROUND,
        FREEZE,
        PREPARE,
        AWAIT_READY,
        COMMIT,
        ABORT
    }

    public static final Ask START = new Ask(Kind.START, 0);
    public static final Ask FREEZE = new Ask(Kind.FREEZE, 0);
    public static final Ask PREPARE = new Ask(Kind.PREPARE, 0);
    public static final Ask AWAIT_READY = new Ask(Kind.AWAIT_READY, 0);
    public static final Ask COMMIT = new Ask(Kind.COMMIT, 0);
    public static final Ask ABORT = new Ask(Kind.ABORT, 0);

    public static Ask round(int number) {
        return new Ask(Kind.ROUND, number);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case ROUND -> "round " + number;
            case AWAIT_READY -> "waiting for the vote";
            default -> "the " + kind.name().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
