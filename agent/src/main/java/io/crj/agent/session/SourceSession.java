package io.crj.agent.session;

import io.crj.agent.journal.MigrationHeader;
import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.machine.Ask;
import io.crj.agent.machine.Held;
import io.crj.agent.machine.Source;
import io.crj.agent.machine.SourceEffect;
import io.crj.agent.machine.SourceInput;
import io.crj.agent.machine.SourceMachine;
import io.crj.agent.machine.SourceState;
import io.crj.agent.machine.Step;
import io.crj.wire.message.Error;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Side;
import io.crj.wire.message.ToAgent;

/** The source's side: interprets {@link SourceMachine}. */
final class SourceSession extends Session<Source, SourceInput, SourceEffect, SourceState> {

    private final MigrationHeader header;
    private final SourceWork work;

    /** Of a migration that begins. */
    SourceSession(AgentParts parts, ProgressReporter progress, ToAgent request) {
        super(parts, request.getMigrationId(), Side.SIDE_SOURCE, Source.UNKNOWN);
        header = Headers.ofSource(parts, request);
        work = new LiveSource(
                parts, migrationId, request.getStartSource(), this::journal, new Watched(progress, this::tellOwner));
    }

    /** Of one that an agent before has left. */
    SourceSession(AgentParts parts, MigrationJournal found, boolean sameBoot) {
        super(parts, found.header().id(), Side.SIDE_SOURCE, Source.UNKNOWN);
        header = found.header();
        work = new RecoveredSource(found, parts.aftermaths(), sameBoot);
        SourceState durable = SourceState.valueOf(found.state().name());
        String reason = Headers.reasonOf(found, sameBoot);
        recover(found, SourceMachine.recovered(durable, reason, sameBoot, System.nanoTime()));
    }

    @Override
    int pid() {
        return header.pid();
    }

    @Override
    void request(ToAgent request, Reply reply) {
        switch (request.getBodyCase()) {
            case START_SOURCE -> give(Ask.START, reply, new SourceInput.Start());
            case ROUND -> {
                int number = request.getRound().getNumber();
                give(Ask.round(number), reply, new SourceInput.Round(number));
            }
            case FREEZE -> give(Ask.FREEZE, reply, new SourceInput.Freeze(Orders.maxFreezeNanos(request.getFreeze())));
            case COMMIT ->
                give(
                        Ask.COMMIT,
                        reply,
                        new SourceInput.Commit(request.getCommit().getForced()));
            case ABORT ->
                give(
                        Ask.ABORT,
                        reply,
                        new SourceInput.Abort(
                                Orders.why(request.getAbort()),
                                request.getAbort().getForced()));
            default ->
                reply.fail(
                        Error.Code.CONFLICT,
                        request.getBodyCase()
                                + " is no request for the source of a migration, which this agent is or was called"
                                + " when it knew nothing of it");
        }
    }

    @Override
    void carryOut(SourceEffect effect) {
        if (effect instanceof SourceEffect.Answer answer) {
            answer(answer.ask(), answer.fault(), answer.sentence());
        } else if (effect instanceof SourceEffect.Interrupt interrupt) {
            work.interrupt(interrupt.why());
        } else if (effect instanceof SourceEffect.Record wanted) {
            record(wanted.state());
        } else if (effect instanceof SourceEffect.Open) {
            work(SourceInput.Work.OPEN, Ask.START, work::open, new SourceInput.Opened());
        } else if (effect instanceof SourceEffect.RunRound round) {
            int number = round.number();
            work(
                    SourceInput.Work.ROUND,
                    Ask.round(number),
                    () -> work.round(number),
                    new SourceInput.RoundDone(number));
        } else if (effect instanceof SourceEffect.Freeze) {
            work(SourceInput.Work.FREEZE, Ask.FREEZE, work::freeze, new SourceInput.Sent());
        } else if (effect instanceof SourceEffect.Reap) {
            work(SourceInput.Work.REAP, Ask.COMMIT, work::reap, new SourceInput.Reaped());
        } else if (effect instanceof SourceEffect.Undo undo) {
            work(SourceInput.Work.UNDO, Ask.ABORT, () -> work.undo(undo.why()), new SourceInput.Undone());
        }
    }

    private void work(SourceInput.Work what, Ask ask, Answering body, SourceInput done) {
        boolean forward =
                what == SourceInput.Work.OPEN || what == SourceInput.Work.ROUND || what == SourceInput.Work.FREEZE;
        attempt(
                ask.toString(),
                () -> {
                    // Given up while it waited for its turn: undoing comes next.
                    if (!forward || held().state().isBeforeVote()) {
                        replies.keep(ask, body.answer());
                        give(done);
                    }
                },
                (fault, why) -> new SourceInput.Failed(what, fault, why));
    }

    @Override
    void entered(SourceState state) {
        if (state.isEnd()) {
            run(this::compact);
        }
    }

    @Override
    Step<Source, SourceEffect, SourceState> on(Source before, SourceInput input, long nowNanos) {
        return SourceMachine.on(before, input, nowNanos);
    }

    @Override
    Held<SourceState> held(Source of) {
        return of.held();
    }

    @Override
    MigrationHeader header() {
        return header;
    }

    @Override
    Ask askOf(SourceState state) {
        return switch (state) {
            case PREPARED -> Ask.FREEZE;
            case REAPED -> Ask.COMMIT;
            case ABORTED -> Ask.ABORT;
            default -> null;
        };
    }

    @Override
    boolean isSynced(SourceState state) {
        return state.isSynced();
    }

    @Override
    SourceState stateOf(String name) {
        return SourceState.valueOf(name);
    }

    @Override
    SourceInput recorded(SourceState state) {
        return new SourceInput.Recorded(state);
    }

    @Override
    SourceInput recordFailed(SourceState state, String why) {
        return new SourceInput.RecordFailed(state, why);
    }

    @Override
    SourceInput coordinatorLost(String why) {
        return new SourceInput.CoordinatorLost(why);
    }

    @Override
    SourceInput agentEnding(String why) {
        return new SourceInput.AgentEnding(why);
    }

    @Override
    SourceInput tick() {
        return new SourceInput.Tick();
    }

    @Override
    boolean isEnd(SourceState state) {
        return state.isEnd();
    }

    @Override
    boolean isBeforeVote(SourceState state) {
        return state.isBeforeVote();
    }

    @Override
    boolean isCommitted(SourceState state) {
        return state == SourceState.REAPED;
    }

    @Override
    boolean isInDoubt(Source of) {
        return of.isInDoubt();
    }

    @Override
    MigrationState wireState(SourceState state) {
        return switch (state) {
            case UNKNOWN -> MigrationState.UNKNOWN;
            case OPENING, STARTED -> MigrationState.STARTED;
            case FREEZING -> MigrationState.FREEZING;
            case PREPARED -> MigrationState.PREPARED;
            case REAPING -> MigrationState.REAPING;
            case REAPED -> MigrationState.REAPED;
            case UNDOING -> MigrationState.UNDOING;
            case ABORTED -> MigrationState.ABORTED;
        };
    }

    @Override
    String waitsFor(SourceState state) {
        return switch (state) {
            case STARTED -> "the next round or the freeze";
            case PREPARED -> "the decision: the tree stays frozen here until it is told Commit or Abort";
            case REAPING -> "the end of the frozen tree";
            case UNDOING -> "the tree to run here as before";
            default -> "its own work";
        };
    }
}
