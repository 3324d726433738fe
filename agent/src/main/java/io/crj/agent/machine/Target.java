package io.crj.agent.machine;

/**
 * Everything the machine knows about the target's side of one migration; immutable.
 *
 * @param held what both sides keep
 * @param prepared whether the vessel is there and the stream awaited
 * @param clean whether nothing is left of a lost vessel
 * @param uncertain the vessel is gone after COMMIT and nothing tells whether it ever ran: only an operator's word helps
 * @param exposed a lost vessel may have left the tree's addresses here: that it is lost is told once they are gone
 */
public record Target(Held<TargetState> held, boolean prepared, boolean clean, boolean uncertain, boolean exposed) {

    /** Of a migration that nobody has asked for yet. */
    public static final Target UNKNOWN = new Target(Held.in(TargetState.UNKNOWN), false, false, false, false);

    public TargetState state() {
        return held.state();
    }

    /** Whether it has voted, nobody is there who could tell the decision, or it could not be carried out yet. */
    public boolean isInDoubt() {
        return (held.alone() && state() == TargetState.READY) || (state() == TargetState.RESUMING && isStuck());
    }

    /** Whether the work of this state failed and waits to be tried again. */
    public boolean isStuck() {
        return !held.stuck().isEmpty();
    }
}
