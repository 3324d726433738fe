package io.crj.agent.machine;

/**
 * The target's side of a migration: {@code (state, input, now) -> (state, effects, changes)}.
 *
 * <pre>
 *               Prepare           ImageComplete            VesselComplete, Recorded        Commit, Recorded
 *     UNKNOWN ---------> FILLING ---------------> COMPLETING ---------------------> READY -----------------> RESUMING
 *      |  |                |   Abort, Commit, Failed,  |                            |   |                   |     |
 *      |  | Abort          |   CoordinatorLost,        |                      Abort |   | VesselLost        |     | Resumed,
 *      |  |                v   StreamLost, AgentEnding v                            |   |                   |     | Recorded
 *      |  |             UNDOING <----------------------'----------------------------'   |    VesselLost     |     v
 *      |  v    Undone,     |                                                            |                   |  RESUMED
 *      | ABORTED <---------'                                                            v                   |
 *      |  |   Recorded                                                                LOST <----------------'
 *      |  `------- Commit (when not recorded) -----------------------------------------^ ^
 *      `---------- Commit ---------------------------------------------------------------'
 *
 *     state       entered from
 *     FILLING     UNKNOWN
 *     COMPLETING  FILLING
 *     READY       COMPLETING     recorded before the vote is answered
 *     RESUMING    READY          recorded before the tree is thawed
 *     RESUMED     RESUMING
 *     UNDOING     FILLING, COMPLETING, READY
 *     ABORTED     UNKNOWN, UNDOING
 *     LOST        UNKNOWN, READY, RESUMING, ABORTED
 * </pre>
 *
 * <p>Before the vote is recorded any failure or loss ends in UNDOING. From READY on nothing but Commit, Abort or the death of
 * the vessel moves it, however long that takes. Once RESUMING is being recorded, Abort is refused, for the tree may run.
 *
 * <p>Commit is answered VESSEL_LOST where the tree never ran and never will: in LOST and ABORTED, and only once the addresses
 * it may have had are gone and that is recorded, so that no later Prepare and Commit of the same id can run it after the source has been told to go on. A tree
 * that may have run is never called lost.
 *
 * <p>After a crash what had not voted is undone; READY waits on if the vessel is held; RESUMING is finished if the vessel is
 * there, is LOST if it certainly never ran, and else stays in doubt, for the source may hold the only copy: a forced Commit
 * then says that it ran, a forced Abort that it did not. UNDOING is finished.
 */
public final class TargetMachine {

    private TargetMachine() {}

    /** Takes one input. */
    public static Step<Target, TargetEffect, TargetState> on(Target target, TargetInput input, long nowNanos) {
        TargetTurn turn = new TargetTurn(target, nowNanos);
        turn.take(input);
        return turn.end();
    }

    /**
     * The side at the start of the agent.
     *
     * @param durable the last state that was recorded
     * @param reason why it ended or is being undone, if it is
     * @param evidence what is found of the vessel; only looked at in READY and RESUMING
     */
    public static Step<Target, TargetEffect, TargetState> recovered(
            TargetState durable, String reason, VesselEvidence evidence, long nowNanos) {
        boolean gone = evidence == VesselEvidence.HOST_RESTARTED;
        Target found = new Target(Turn.found(durable, reason, gone, nowNanos), true, false, false, false);
        TargetTurn turn = new TargetTurn(found, nowNanos);
        turn.recover(evidence);
        return turn.end();
    }
}
