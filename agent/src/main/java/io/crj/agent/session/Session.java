package io.crj.agent.session;

import io.crj.wire.control.ControlPeer;
import io.crj.wire.message.Aborted;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Side;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One side of one migration. Requests come from connections' threads; everything that touches the engine, and every change
 * of state, happens on the session's own thread, one after the other.
 *
 * @param <S> states of this side
 */
abstract class Session<S extends Enum<S>> {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final long IDLE_SECONDS = 10;

    /** Key in the mapped diagnostic context; the engine's own threads have it as well. */
    static final String MIGRATION = "migration";

    protected final String migrationId;
    protected final Steps steps = new Steps();
    private final Side side;
    private final Transitions<S> transitions;
    private final ExecutorService engineThread;
    private volatile S state;
    private volatile String endReason = "";
    private volatile ControlPeer owner;
    private volatile String lost;

    Session(String migrationId, Side side, Transitions<S> transitions, S initial, ControlPeer owner) {
        this.migrationId = migrationId;
        this.side = side;
        this.transitions = transitions;
        this.state = initial;
        this.owner = owner;
        engineThread = engineThread(migrationId);
    }

    /** One thread, which goes when it has been idle: sessions that have ended are remembered for long. */
    private static ExecutorService engineThread(String name) {
        ThreadPoolExecutor one =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "crj-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Takes a request about this migration; never blocks. */
    final void take(ToAgent request, Reply reply) {
        switch (request.getBodyCase()) {
            case STATUS -> reply.send(status());
            case ABORT -> abort(request.getAbort().getReason(), reply);
            default -> {
                // Who only looks on must not end a migration by going away.
                owner = reply.peer();
                request(request, reply);
            }
        }
    }

    /** Any request but Status and Abort. */
    abstract void request(ToAgent request, Reply reply);

    /** Wakes the session's thread if it waits for the stream; harmless once all has been sent. */
    abstract void interrupt(String why);

    /** Undoes everything on this host; may be called again after it threw. */
    abstract void undo(String why);

    abstract MigrationState wireState(S of);

    /** Whether this host may still give up by itself. */
    final boolean hasVoted() {
        return transitions
                        .next(state, SessionEvent.LOST)
                        .filter(next -> next == state)
                        .isPresent()
                && !isEnded();
    }

    /** Nothing is held any more. */
    final boolean isEnded() {
        MigrationState now = wireState(state);
        return now == MigrationState.ABORTED || now == MigrationState.REAPED || now == MigrationState.RESUMED;
    }

    /** The coordinator behind {@code peer} is gone: without a vote, the session gives up. */
    final void disconnected(ControlPeer peer, String why) {
        if (peer == owner) {
            giveUp("the coordinator is lost: " + why);
        }
    }

    /** Ends what has not voted, from any thread. */
    final void giveUp(String why) {
        if (!hasVoted() && !isEnded()) {
            lost = why;
            interrupt(why);
            run(() -> lose(why));
        }
    }

    /** Lets the thread end when it has done what it was given; returns whether it did so in time. */
    final boolean awaitEnd(long seconds) throws InterruptedException {
        engineThread.shutdown();
        return engineThread.awaitTermination(seconds, TimeUnit.SECONDS);
    }

    final FromAgent status() {
        return FromAgent.newBuilder()
                .setStatusReply(StatusReply.newBuilder()
                        .setState(wireState(state))
                        .setSide(side)
                        .setReason(endReason))
                .build();
    }

    protected final S state() {
        return state;
    }

    protected final void tellOwner(FromAgent message) {
        owner.send(message.toBuilder().setMigrationId(migrationId).build());
    }

    /** Starts a step on the session's thread, unless it was asked for before. */
    protected final void step(String step, Reply reply, Runnable work) {
        if (steps.begin(step, reply)) {
            run(() -> attempt(step, work));
        }
    }

    /** Does a step; its failure ends the session, but after the vote it only leaves the step to be asked for again. */
    protected final void attempt(String step, Runnable work) {
        if (wireState(state) == MigrationState.ABORTED) {
            steps.failed(step, endedError());
            return;
        }
        try {
            work.run();
        } catch (Throwable failure) {
            LOG.warn("migration {}: {} failed: {}", migrationId, step, Failures.describe(failure));
            LOG.debug("migration {}", migrationId, failure);
            if (hasVoted()) {
                steps.failed(step, Failures.error(Error.Code.IN_DOUBT, failure));
            } else {
                end(SessionEvent.LOST, Failures.describe(failure), Failures.error(Failures.codeOf(failure), failure));
            }
        }
    }

    protected final void run(Runnable task) {
        engineThread.execute(() -> {
            MDC.put(MIGRATION, migrationId);
            task.run();
        });
    }

    /** Moves to the next state; false, with an answer to those who asked for the step, when it is not allowed. */
    protected final boolean move(SessionEvent event, String step) {
        Optional<S> next = transitions.next(state, event);
        if (next.isEmpty()) {
            steps.failed(step, conflict(event));
            return false;
        }
        enter(next.get());
        return true;
    }

    /** Votes; unless the coordinator got lost meanwhile, which ends the session. */
    protected final boolean vote() {
        if (lost != null) {
            lose(lost);
            return false;
        }
        enter(transitions.next(state, SessionEvent.VOTED).orElseThrow());
        return true;
    }

    /** Why this session has ended, as an answer to a step that can no longer be. */
    protected final FromAgent endedError() {
        return Failures.error(Error.Code.FAILED, "the migration has ended here: " + endReason);
    }

    private void lose(String why) {
        if (transitions
                .next(state, SessionEvent.LOST)
                .filter(next -> next != state)
                .isPresent()) {
            end(SessionEvent.LOST, why, Failures.error(Error.Code.FAILED, why));
        }
    }

    private void abort(String reason, Reply reply) {
        if (!steps.begin("abort", reply)) {
            return;
        }
        String why = reason.isEmpty() ? "aborted by the coordinator" : reason;
        if (!isEnded()) {
            interrupt(why);
        }
        run(() -> {
            if (transitions.next(state, SessionEvent.ABORT).isEmpty()) {
                steps.failed("abort", conflict(SessionEvent.ABORT));
            } else if (isEnded() || end(SessionEvent.ABORT, why, Failures.error(Error.Code.FAILED, why))) {
                steps.done(
                        "abort",
                        FromAgent.newBuilder()
                                .setAborted(Aborted.getDefaultInstance())
                                .build());
            }
        });
    }

    private boolean end(SessionEvent event, String why, FromAgent answer) {
        try {
            undo(why);
        } catch (RuntimeException stuck) {
            LOG.error("migration {} could not be undone here", migrationId, stuck);
            steps.failAll(Failures.error(Error.Code.IN_DOUBT, stuck));
            return false;
        }
        endReason = why;
        enter(transitions.next(state, event).orElseThrow());
        steps.failAllBut("abort", answer);
        return true;
    }

    private void enter(S next) {
        if (next != state) {
            LOG.info("migration {}: {} is {}", migrationId, side == Side.SIDE_SOURCE ? "source" : "target", next);
        }
        state = next;
    }

    private FromAgent conflict(SessionEvent event) {
        String why = endReason.isEmpty() ? "" : ": " + endReason;
        return Failures.error(
                Error.Code.CONFLICT,
                event + " of migration " + migrationId + " is not allowed while this side is " + state + why);
    }
}
