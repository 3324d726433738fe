package io.crj.agent.machine;

/**
 * Everything the machine knows about the source's side of one migration; immutable.
 *
 * @param held what both sides keep
 * @param rounds finished ones
 * @param roundRunning whether the next one is under way
 * @param maxFreezeNanos the limit that the coordinator gave with the freeze
 * @param freezeUntilNanos when it is over
 * @param voteStands the record may still say PREPARED though the vote is being undone: a crash would find it
 */
public record Source(
        Held<SourceState> held,
        int rounds,
        boolean roundRunning,
        long maxFreezeNanos,
        long freezeUntilNanos,
        boolean voteStands) {

    /** Of a migration that nobody has asked for yet. */
    public static final Source UNKNOWN = new Source(Held.in(SourceState.UNKNOWN), 0, false, 0, 0, false);

    public SourceState state() {
        return held.state();
    }

    /** Whether it has voted, nobody is there who could tell the decision, and it is not carried out yet. */
    public boolean isInDoubt() {
        return (held.alone() && state() == SourceState.PREPARED) || (state() == SourceState.REAPING && isStuck());
    }

    /** Whether the work of this state failed and waits to be tried again. */
    public boolean isStuck() {
        return !held.stuck().isEmpty();
    }
}
