package io.crj.chaos.simulation.truth;

import io.crj.coordinator.migration.Decision;

/**
 * The log of migrations: keeps the first decision, and, when it fences, takes none from an owner who was replaced. Every
 * method is the one moment at which a write takes place; what the writer hears of it comes later.
 */
public final class SimLog {

    /** What happens to the next writes. */
    public enum Trouble {
        NONE,
        /** They fail and leave nothing. */
        FULL,
        /** They fail after all is there. */
        FAILS_LATE,
        /** They fail, nothing is there, and the writer cannot know. */
        FAILS_EARLY
    }

    /** How a write ended, as its writer is told. */
    public enum Result {
        WRITTEN,
        NOTHING_WRITTEN,
        UNKNOWN
    }

    private final Truth truth;
    private final boolean fences;
    private Trouble trouble = Trouble.NONE;
    private int owner;
    private boolean begun;
    private boolean ended;
    private Decision held;
    private final boolean flatters;

    /**
     * @param fences whether a new owner shuts out the former one, as Kafka does; a file does not
     * @param flatters a seeded bug: everybody is told that his own decision holds
     */
    public SimLog(Truth truth, boolean fences, boolean flatters) {
        this.truth = truth;
        this.fences = fences;
        this.flatters = flatters;
    }

    public void trouble(Trouble kind) {
        trouble = kind;
    }

    /** Takes the migration over and returns the new owner's number, from 1. */
    public int own() {
        return ++owner;
    }

    public boolean isOpen() {
        return begun && !ended;
    }

    public Result begin(int by) {
        Result result = write(by);
        begun |= isThere(by, result);
        return result;
    }

    /** What holds afterwards is in {@link #held} when the result is WRITTEN. */
    public Result decide(int by, Decision wanted) {
        held = flatters || truth.decided() == null ? wanted : truth.decided();
        if (truth.decided() != null && !isFenced(by)) {
            return Result.WRITTEN;
        }
        Result result = write(by);
        if (isThere(by, result) && truth.decided() == null) {
            truth.decide(wanted);
        }
        return result;
    }

    /** What the last writer was told. */
    public Decision held() {
        return held;
    }

    public void end(int by) {
        ended |= write(by) == Result.WRITTEN;
    }

    private boolean isThere(int by, Result result) {
        return result == Result.WRITTEN || result == Result.UNKNOWN && trouble == Trouble.FAILS_LATE && !isFenced(by);
    }

    private Result write(int by) {
        if (isFenced(by)) {
            return Result.UNKNOWN;
        }
        return switch (trouble) {
            case NONE -> Result.WRITTEN;
            case FULL -> Result.NOTHING_WRITTEN;
            default -> Result.UNKNOWN;
        };
    }

    private boolean isFenced(int by) {
        return fences && by != owner;
    }
}
