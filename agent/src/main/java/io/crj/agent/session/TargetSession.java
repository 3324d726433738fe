package io.crj.agent.session;

import io.crj.agent.journal.MigrationHeader;
import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.machine.Ask;
import io.crj.agent.machine.Held;
import io.crj.agent.machine.Step;
import io.crj.agent.machine.Target;
import io.crj.agent.machine.TargetEffect;
import io.crj.agent.machine.TargetInput;
import io.crj.agent.machine.TargetMachine;
import io.crj.agent.machine.TargetState;
import io.crj.agent.machine.VesselEvidence;
import io.crj.wire.message.Error;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Side;
import io.crj.wire.message.ToAgent;
import io.crj.wire.stream.StreamReceiver;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The target's side: interprets {@link TargetMachine}. */
final class TargetSession extends Session<Target, TargetInput, TargetEffect, TargetState> {

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final MigrationHeader header;
    private final TargetWork work;
    private long lookedNanos = System.nanoTime();

    /** Of a migration that begins. */
    TargetSession(AgentParts parts, IntSupplier streamPort, ToAgent request) {
        super(parts, request.getMigrationId(), Side.SIDE_TARGET, Target.UNKNOWN);
        header = Headers.ofTarget(parts, request);
        work = new LiveTarget(parts, streamPort, migrationId, request.getPrepareTarget(), this::journal);
    }

    /** Of one that is not known here and never will be more than that. */
    TargetSession(AgentParts parts, String migrationId) {
        super(parts, migrationId, Side.SIDE_TARGET, Target.UNKNOWN);
        header = Headers.ofStranger(parts, migrationId);
        work = new NoTarget();
    }

    /** Of one that an agent before has left. */
    TargetSession(AgentParts parts, MigrationJournal found, boolean sameBoot) {
        super(parts, found.header().id(), Side.SIDE_TARGET, Target.UNKNOWN);
        header = found.header();
        RecoveredTarget left = new RecoveredTarget(parts, found, sameBoot);
        work = left;
        TargetState durable = TargetState.valueOf(found.state().name());
        String reason = Headers.reasonOf(found, sameBoot);
        recover(found, TargetMachine.recovered(durable, reason, left.look(), System.nanoTime()));
    }

    Optional<StreamReceiver> receiver() {
        return work.receiver();
    }

    @Override
    int pid() {
        return replies.kept(Ask.COMMIT)
                .map(answer -> answer.getResumed().getPid())
                .filter(arrived -> arrived > 0)
                .or(() -> Optional.ofNullable(journal()).flatMap(RecoveredTarget::root))
                .orElse(header.pid());
    }

    @Override
    void request(ToAgent request, Reply reply) {
        switch (request.getBodyCase()) {
            case PREPARE_TARGET -> give(Ask.PREPARE, reply, new TargetInput.Prepare());
            case AWAIT_READY -> give(Ask.AWAIT_READY, reply, new TargetInput.AwaitReady());
            case COMMIT ->
                give(
                        Ask.COMMIT,
                        reply,
                        new TargetInput.Commit(request.getCommit().getForced()));
            case ABORT ->
                give(
                        Ask.ABORT,
                        reply,
                        new TargetInput.Abort(
                                Orders.why(request.getAbort()),
                                request.getAbort().getForced()));
            default ->
                reply.fail(
                        Error.Code.CONFLICT,
                        request.getBodyCase()
                                + " is no request for the target of a migration, which this agent is or was called"
                                + " when it knew nothing of it");
        }
    }

    @Override
    void carryOut(TargetEffect effect) {
        if (effect instanceof TargetEffect.Answer answer) {
            answer(answer.ask(), answer.fault(), answer.sentence());
        } else if (effect instanceof TargetEffect.Interrupt interrupt) {
            work.interrupt(interrupt.why());
        } else if (effect instanceof TargetEffect.Record wanted) {
            record(wanted.state());
        } else if (effect instanceof TargetEffect.Prepare) {
            before(
                    TargetInput.Work.PREPARE,
                    () -> replies.keep(Ask.PREPARE, work.prepare()),
                    new TargetInput.Prepared());
        } else if (effect instanceof TargetEffect.Fill) {
            before(TargetInput.Work.FILL, work::fill, new TargetInput.ImageComplete());
        } else if (effect instanceof TargetEffect.Complete) {
            before(
                    TargetInput.Work.COMPLETE,
                    () -> replies.keep(Ask.AWAIT_READY, work.complete()),
                    new TargetInput.VesselComplete());
        } else if (effect instanceof TargetEffect.Resume) {
            after(TargetInput.Work.RESUME, this::resume);
        } else if (effect instanceof TargetEffect.Settle) {
            run(work::settle);
            run(this::compact);
        } else if (effect instanceof TargetEffect.Undo undo) {
            after(TargetInput.Work.UNDO, () -> {
                replies.keep(Ask.ABORT, work.undo(undo.why()));
                give(new TargetInput.Undone());
                compact();
            });
        }
    }

    /** Work that leads to the vote; none of it is begun once that was given up, undoing comes next. */
    private void before(TargetInput.Work what, Runnable body, TargetInput done) {
        after(what, () -> {
            if (held().state().isBeforeVote()) {
                body.run();
                give(done);
            }
        });
    }

    private void after(TargetInput.Work what, Runnable body) {
        attempt(what.name(), body, (fault, why) -> new TargetInput.Failed(what, fault, why));
    }

    private void resume() {
        if (held().state() != TargetState.RESUMING) {
            return;
        }
        if (work.look() == VesselEvidence.NEVER_RAN) {
            give(new TargetInput.VesselLost("the vessel died before it ever ran"));
        } else {
            replies.keep(Ask.COMMIT, work.resume());
            give(new TargetInput.Resumed());
        }
    }

    @Override
    void entered(TargetState state) {
        if (state == TargetState.ABORTED || state == TargetState.LOST) {
            run(this::compact);
        }
    }

    /** A held vessel can only die by another's hand: that is seen by looking. */
    @Override
    void lookAround() {
        long now = System.nanoTime();
        if (held().state() == TargetState.READY && now - lookedNanos > LOOK_NANOS) {
            lookedNanos = now;
            run(() -> {
                if (held().state() == TargetState.READY && work.look() == VesselEvidence.NEVER_RAN) {
                    give(new TargetInput.VesselLost("the vessel was ended by somebody else while it waited"));
                }
            });
        }
    }

    @Override
    boolean isClean() {
        Target target = machine();
        return target.state() != TargetState.LOST || target.clean();
    }

    @Override
    Step<Target, TargetEffect, TargetState> on(Target before, TargetInput input, long nowNanos) {
        return TargetMachine.on(before, input, nowNanos);
    }

    @Override
    Held<TargetState> held(Target of) {
        return of.held();
    }

    @Override
    MigrationHeader header() {
        return header;
    }

    @Override
    Ask askOf(TargetState state) {
        return switch (state) {
            case READY -> Ask.AWAIT_READY;
            case RESUMED -> Ask.COMMIT;
            case ABORTED -> Ask.ABORT;
            default -> null;
        };
    }

    @Override
    boolean isSynced(TargetState state) {
        return state.isSynced();
    }

    @Override
    TargetState stateOf(String name) {
        return TargetState.valueOf(name);
    }

    @Override
    TargetInput recorded(TargetState state) {
        return new TargetInput.Recorded(state);
    }

    @Override
    TargetInput recordFailed(TargetState state, String why) {
        return new TargetInput.RecordFailed(state, why);
    }

    @Override
    TargetInput coordinatorLost(String why) {
        return new TargetInput.CoordinatorLost(why);
    }

    @Override
    TargetInput agentEnding(String why) {
        return new TargetInput.AgentEnding(why);
    }

    @Override
    TargetInput tick() {
        return new TargetInput.Tick();
    }

    @Override
    boolean isEnd(TargetState state) {
        return state.isEnd();
    }

    @Override
    boolean isBeforeVote(TargetState state) {
        return state.isBeforeVote();
    }

    @Override
    boolean isCommitted(TargetState state) {
        return state == TargetState.RESUMED;
    }

    @Override
    boolean isInDoubt(Target of) {
        return of.isInDoubt();
    }

    @Override
    MigrationState wireState(TargetState state) {
        return switch (state) {
            case UNKNOWN -> MigrationState.UNKNOWN;
            case FILLING -> MigrationState.FILLING;
            case COMPLETING -> MigrationState.COMPLETING;
            case READY -> MigrationState.READY;
            case RESUMING -> MigrationState.RESUMING;
            case RESUMED -> MigrationState.RESUMED;
            case UNDOING -> MigrationState.UNDOING;
            case ABORTED -> MigrationState.ABORTED;
            case LOST -> MigrationState.LOST;
        };
    }

    @Override
    String waitsFor(TargetState state) {
        return switch (state) {
            case FILLING -> "the image";
            case READY -> "the decision: the vessel stays held here until it is told Commit or Abort";
            case RESUMING -> "the tree to run here";
            case UNDOING -> "nothing of the vessel to be left";
            default -> "its own work";
        };
    }
}
