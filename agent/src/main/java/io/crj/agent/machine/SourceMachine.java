package io.crj.agent.machine;

/**
 * The source's side of a migration: {@code (state, input, now) -> (state, effects, changes)}.
 *
 * <pre>
 *               Start            Opened            Freeze             Sent, Recorded         Commit, Recorded
 *     UNKNOWN --------> OPENING --------> STARTED --------> FREEZING ----------------> PREPARED ------------> REAPING
 *        |                 |          (Round n times)          |                       |                      |
 *        | Abort           |  Abort, Failed, CoordinatorLost,  |                       | Abort                | Reaped,
 *        |                 |  StreamLost, AgentEnding,         |                       |                      | Recorded
 *        |                 v  max-freeze (FREEZING only)       v                       v                      v
 *        |              UNDOING <-----------------------------'------------------------'                   REAPED
 *        v    Undone,      |
 *     ABORTED <------------'
 *             Recorded
 *
 *     state      entered from
 *     OPENING    UNKNOWN
 *     STARTED    OPENING
 *     FREEZING   STARTED
 *     PREPARED   FREEZING     recorded before the vote is answered
 *     REAPING    PREPARED     recorded before the first process is ended
 *     REAPED     REAPING
 *     UNDOING    OPENING, STARTED, FREEZING, PREPARED
 *     ABORTED    UNKNOWN, UNDOING
 * </pre>
 *
 * <p>Before the vote is recorded any failure or loss ends in UNDOING. From PREPARED on nothing but Commit or Abort moves it,
 * however long that takes. Once REAPING is being recorded, Abort is refused; what fails in REAPING or UNDOING is tried again.
 * A record of REAPING that fails leaves it PREPARED; one of REAPED does not matter: what it tells of is found done after a
 * crash. That of a vote's undoing matters: ABORT is confirmed only once no crash can find the vote again. An id that was aborted before it began is never begun.
 *
 * <p>After a crash what had not voted is undone; PREPARED waits on; REAPING and UNDOING are finished.
 */
public final class SourceMachine {

    private SourceMachine() {}

    /** Takes one input. */
    public static Step<Source, SourceEffect, SourceState> on(Source source, SourceInput input, long nowNanos) {
        SourceTurn turn = new SourceTurn(source, nowNanos);
        turn.take(input);
        return turn.end();
    }

    /**
     * The side at the start of the agent.
     *
     * @param durable the last state that was recorded
     * @param reason why it ended or is being undone, if it is
     * @param sameBoot whether the host still runs since then; if not, the tree has died with it
     */
    public static Step<Source, SourceEffect, SourceState> recovered(
            SourceState durable, String reason, boolean sameBoot, long nowNanos) {
        SourceTurn turn = new SourceTurn(
                new Source(Turn.found(durable, reason, !sameBoot, nowNanos), 0, false, 0, 0, false), nowNanos);
        turn.recover();
        return turn.end();
    }
}
