package io.crj.agent.session;

import com.google.protobuf.ByteString;
import io.crj.agent.host.HostDescription;
import io.crj.agent.journal.MigrationHeader;
import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.journal.RecordedState;
import io.crj.agent.machine.Ask;
import io.crj.agent.machine.Change;
import io.crj.agent.machine.Fault;
import io.crj.agent.machine.Held;
import io.crj.agent.machine.Step;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Side;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One side of one migration: gives its machine what happens and carries out what that wants. Requests come from
 * connections' threads; everything that touches the engine or a disk happens on the session's own thread, one after the
 * other.
 *
 * @param <M> the side as its machine knows it
 * @param <I> inputs of the machine
 * @param <E> its effects
 * @param <S> its states
 */
abstract class Session<M, I, E, S extends Enum<S>> {

    /** Key in the mapped diagnostic context; the engine's own threads have it as well. */
    static final String MIGRATION = "migration";

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    protected final AgentParts parts;
    protected final String migrationId;
    protected final Replies replies = new Replies();
    private final Side side;
    private final EngineThread engineThread;
    private M machine;
    private MigrationJournal journal;
    private ControlPeer owner;
    private long sinceUnixNanos = now();
    private long doubtUnixNanos = sinceUnixNanos;
    private Throwable lastFailure;

    Session(AgentParts parts, String migrationId, Side side, M unknown) {
        this.parts = parts;
        this.migrationId = migrationId;
        this.side = side;
        this.machine = unknown;
        engineThread = new EngineThread(migrationId);
    }

    abstract Step<M, E, S> on(M before, I input, long nowNanos);

    abstract Held<S> held(M of);

    /** Either an {@link #answer}, an interruption, or something to {@link #run} later. */
    abstract void carryOut(E effect);

    /** Any request but Status. */
    abstract void request(ToAgent request, Reply reply);

    /** After the effects of that were begun. */
    abstract void entered(S state);

    abstract MigrationHeader header();

    /** The answer that {@code state} makes possible; null when none. */
    abstract Ask askOf(S state);

    abstract boolean isSynced(S state);

    abstract I recorded(S state);

    abstract I recordFailed(S state, String why);

    abstract I coordinatorLost(String why);

    abstract I agentEnding(String why);

    abstract I tick();

    abstract MigrationState wireState(S state);

    abstract boolean isEnd(S state);

    abstract boolean isBeforeVote(S state);

    /** It has ended as COMMIT would have it. */
    abstract boolean isCommitted(S state);

    abstract boolean isInDoubt(M of);

    /** What it waits for, a sentence. */
    abstract String waitsFor(S state);

    /** Root of the tree on this host; 0 when not known. */
    abstract int pid();

    /** Takes a request about this migration; never blocks. */
    final void take(ToAgent request, Reply reply) {
        if (request.hasStatus()) {
            reply.send(FromAgent.newBuilder().setStatusReply(status()).build());
            return;
        }
        synchronized (this) {
            // Who only looks on, gives up or commits too early must not end a migration by going away.
            boolean leads = !request.hasAbort() && !(request.hasCommit() && isBeforeVote(held().state()));
            owner = leads ? reply.peer() : owner;
        }
        logForced(request, reply);
        request(request, reply);
    }

    private void logForced(ToAgent request, Reply reply) {
        if (request.getCommit().getForced() || request.getAbort().getForced()) {
            LOG.warn(
                    "migration {}: an operator forces {} from {}",
                    migrationId,
                    request.getBodyCase(),
                    reply.peer().address());
        }
    }

    /** Gives the machine what happened; any thread. */
    final synchronized void give(I input) {
        apply(on(machine, input, System.nanoTime()));
    }

    /** As {@link #give} of a request, which is answered now or later. */
    final synchronized void give(Ask ask, Reply reply, I input) {
        replies.await(ask, reply);
        give(input);
    }

    /** Carries out what a machine found at the start of the agent wants. */
    final synchronized void recover(MigrationJournal found, Step<M, E, S> step) {
        journal = found;
        sinceUnixNanos = found.state().sinceUnixNanos();
        for (RecordedState state : found.states()) {
            Answers.parse(state.answer()).ifPresent(answer -> replies.keep(askOf(stateOf(state.name())), answer));
        }
        apply(step);
        run(this::compact);
    }

    abstract S stateOf(String name);

    private void apply(Step<M, E, S> step) {
        boolean doubted = isInDoubt(machine);
        machine = step.next();
        step.changes().forEach(this::log);
        if (isInDoubt(machine) && !doubted) {
            doubtUnixNanos = now();
            LOG.warn("migration {}: {} is in doubt: it waits for {}", migrationId, side(), waitsFor(held().state()));
        }
        step.effects().forEach(this::carryOut);
        step.changes().forEach(change -> entered(change.to()));
    }

    private void log(Change<S> change) {
        sinceUnixNanos = now();
        String before = MDC.get(MIGRATION);
        MDC.put(MIGRATION, migrationId);
        LOG.info("migration {}: {} is {}: {}", migrationId, side(), change.to(), change.reason());
        if (before == null) {
            MDC.remove(MIGRATION);
        }
    }

    private String side() {
        return side == Side.SIDE_SOURCE ? "source" : "target";
    }

    protected final synchronized M machine() {
        return machine;
    }

    protected final synchronized Held<S> held() {
        return held(machine);
    }

    /** Nothing is held any more. */
    final boolean isEnded() {
        return isEnd(held().state());
    }

    /** The coordinator behind {@code peer} is gone. */
    final synchronized void disconnected(ControlPeer peer, String why) {
        if (peer == owner) {
            give(coordinatorLost(why));
        }
    }

    /** This agent is being ended: what has not voted is undone. */
    final void giveUp(String why) {
        give(agentEnding(why));
    }

    /** Time went by. */
    final void pass() {
        if (!isOver()) {
            give(tick());
            lookAround();
        }
    }

    /** It has ended and left nothing behind. */
    final boolean isOver() {
        return isEnded() && isClean() && !engineThread.isBusy();
    }

    /** Sees what nobody tells. */
    void lookAround() {}

    /** Whether it left nothing behind when it ended. */
    boolean isClean() {
        return true;
    }

    /** Lets the thread end when it has done what it was given; returns whether it did so in time. */
    final boolean awaitEnd(long seconds) throws InterruptedException {
        return engineThread.awaitEnd(seconds);
    }

    /** It is no longer in the table: nothing of it is kept. */
    final void forget() {
        try {
            MigrationState last = wireState(held().state());
            parts.store().forget(migrationId, last == MigrationState.RESUMED);
        } catch (RuntimeException stays) {
            LOG.warn("migration {}: its journal stays: {}", migrationId, Failures.describe(stays));
        }
        close();
    }

    /** Lets go of its file, which stays. */
    final synchronized void close() {
        if (journal != null) {
            journal.close();
        }
    }

    final synchronized StatusReply status() {
        Held<S> held = held();
        boolean ended = isEnd(held.state());
        boolean doubt = isInDoubt(machine);
        return StatusReply.newBuilder()
                .setState(wireState(held.state()))
                .setSide(side)
                .setReason(held.stuck().isEmpty() ? held.ending().why() : held.stuck())
                .setInDoubt(doubt)
                .setSinceUnixNanos(doubt ? doubtUnixNanos : sinceUnixNanos)
                .setPid(pid())
                .setCoordinator(owner == null ? "" : owner.address())
                .setOtherAgent(header().otherAgent())
                .setWaitsFor(ended ? "" : waitsFor(held.state()))
                .setTreeGone(held.treeGone())
                .build();
    }

    protected final void tellOwner(FromAgent message) {
        ControlPeer to;
        synchronized (this) {
            to = owner;
        }
        if (to != null) {
            to.send(message.toBuilder().setMigrationId(migrationId).build());
        }
    }

    protected final void run(Runnable task) {
        engineThread.execute(task);
    }

    /** Does work of the engine's, on its thread; {@code whenFailed} makes an input of what went wrong. */
    protected final void attempt(String what, Runnable work, Failed<I> whenFailed) {
        run(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                LOG.warn("migration {}: {} failed: {}", migrationId, what, Failures.describe(failure));
                LOG.debug("migration {}", migrationId, failure);
                synchronized (this) {
                    lastFailure = failure;
                    give(whenFailed.input(Failures.faultOf(failure), Failures.describe(failure)));
                }
            }
        });
    }

    /** An input that tells of a failure. */
    interface Failed<I> {
        I input(Fault fault, String why);
    }

    protected final void answer(Ask ask, Fault fault, String sentence) {
        replies.send(
                ask,
                fault == null ? replies.kept(ask).orElseGet(() -> Answers.plain(ask, side)) : error(fault, sentence));
    }

    private FromAgent error(Fault fault, String sentence) {
        boolean itself = lastFailure != null && Failures.describe(lastFailure).equals(sentence);
        return itself
                ? Failures.error(Failures.code(fault), lastFailure)
                : Failures.error(Failures.code(fault), sentence);
    }

    /** Records {@code state}, on the engine's thread. */
    protected final void record(S state) {
        run(() -> {
            try {
                write(state);
            } catch (RuntimeException failed) {
                LOG.error("migration {}: {}", migrationId, Failures.describe(failed));
                give(recordFailed(state, Failures.describe(failed)));
                return;
            }
            give(recorded(state));
        });
    }

    private void write(S state) {
        ByteString answer = Optional.ofNullable(askOf(state))
                .flatMap(replies::kept)
                .map(FromAgent::toByteString)
                .orElse(ByteString.EMPTY);
        RecordedState line =
                new RecordedState(state.name(), now(), held().ending().why(), answer);
        MigrationJournal open = journal();
        if (open != null) {
            open.record(line, isSynced(state));
            return;
        }
        MigrationJournal fresh = parts.store().create(header(), line);
        synchronized (this) {
            journal = fresh;
        }
    }

    /** Null before the first record. */
    protected final synchronized MigrationJournal journal() {
        return journal;
    }

    /** It has ended: what nobody has crossed out is seen to once more, then only how it ended is kept. Engine's thread. */
    protected final void compact() {
        MigrationJournal open = journal();
        Held<S> held = held();
        if (open == null || !isEnd(held.state()) || !isClean() || !held.recorded()) {
            return;
        }
        try {
            Leftovers.see(open, parts.aftermaths(), isCommitted(held.state()), held.treeGone());
            open.compact();
        } catch (RuntimeException left) {
            LOG.warn("migration {} has ended, but {}", migrationId, Failures.describe(left));
        }
    }

    static long now() {
        return HostDescription.unixNanos(Instant.now());
    }
}
