package io.crj.coordinator.effect;

import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationEffect;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.MigrationInput.AgentFailed;
import io.crj.coordinator.migration.MigrationLimits;
import io.crj.coordinator.migration.MigrationMachine;
import io.crj.coordinator.migration.MigrationPlan;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.RoundPolicy;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.Step;
import io.crj.coordinator.publish.TimedEvent;
import io.crj.wire.Identity;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlListener;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.SourceReport;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one migration: one event loop on the caller's thread, everything else arrives through its queue.
 *
 * <p>Effects are carried out in the order the machine gives them; none blocks.
 */
public final class EffectRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);
    private static final long TICK_MILLIS = 50;

    private final MigrationRequest request;
    private final MigrationMachine machine;
    private final Requests requests;
    private final LogKeeper log;
    private final Remembered found;
    private final MigrationObserver observer;
    private final AgentLink source;
    private final AgentLink target;
    private final BlockingQueue<MigrationInput> inputs = new LinkedBlockingQueue<>();
    private final Map<MigrationState, Long> phaseNanos = new EnumMap<>(MigrationState.class);
    private Migration migration;
    private SourceReport report;
    private volatile String logDirectory = "";
    private long phaseStartNanos;

    /** Of a new migration, to be recorded in {@code log}. */
    public EffectRunner(
            MigrationRequest request, MigrationLog log, MigrationObserver observer, EventLoops loops, Identity self) {
        this(request, log, null, null, observer, loops, self);
    }

    private EffectRunner(
            MigrationRequest request,
            MigrationLog log,
            OwnedMigration owned,
            Remembered found,
            MigrationObserver observer,
            EventLoops loops,
            Identity self) {
        this.request = request;
        this.machine = new MigrationMachine(request.plan());
        this.requests = new Requests(request);
        this.log = new LogKeeper(log, owned, inputs::add);
        this.found = found;
        this.observer = observer;
        this.source = new AgentLink(Side.SOURCE, request.source(), loops, self, new Listener(Side.SOURCE));
        this.target = new AgentLink(Side.TARGET, request.target(), loops, self, new Listener(Side.TARGET));
    }

    /** Of a migration that was found in a log and is led by this process now; it is given up when this is closed. */
    public static EffectRunner takingOver(
            OwnedMigration owned,
            Remembered.Cause cause,
            MigrationLimits limits,
            MigrationObserver observer,
            EventLoops loops,
            Identity self) {
        LoggedMigration found = owned.found();
        return new EffectRunner(request(found, limits), null, owned, found.remembered(cause), observer, loops, self);
    }

    /** Of one that is decided and that another coordinator leads: both sides are told, nothing is recorded. */
    public static EffectRunner telling(
            LoggedMigration decided,
            Remembered.Cause cause,
            MigrationLimits limits,
            MigrationObserver observer,
            EventLoops loops,
            Identity self) {
        if (decided.decision() == null) {
            throw new IllegalArgumentException(decided.id() + " is not decided");
        }
        return new EffectRunner(request(decided, limits), null, null, decided.remembered(cause), observer, loops, self);
    }

    private static MigrationRequest request(LoggedMigration found, MigrationLimits limits) {
        Begun begun = found.begun();
        return new MigrationRequest(
                new MigrationPlan(begun.id(), false, RoundPolicy.DEFAULT, limits),
                begun.from(),
                begun.to(),
                begun.pid(),
                MigrationOptions.getDefaultInstance());
    }

    /** Runs to the end; an interrupt counts as {@link #cancel}. */
    public MigrationResult run() {
        long startNanos = System.nanoTime();
        phaseStartNanos = startNanos;
        take(found == null ? machine.start(startNanos) : machine.recover(found, startNanos));
        while (!migration.state().isTerminal()) {
            MigrationInput input = next();
            LOG.debug("{}: {}", migration.state(), input);
            take(machine.on(migration, input, System.nanoTime()));
        }
        return new MigrationResult(request, migration, logDirectory, System.nanoTime() - startNanos, phaseNanos);
    }

    /** Asks for the end; what that means depends on how far it is. Any thread. */
    public void cancel() {
        inputs.add(new MigrationInput.Cancel());
    }

    @Override
    public void close() {
        source.close();
        target.close();
        log.close();
    }

    private MigrationInput next() {
        try {
            MigrationInput input = inputs.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
            return input == null ? new MigrationInput.Tick() : input;
        } catch (InterruptedException interrupted) {
            return new MigrationInput.Cancel();
        }
    }

    private void take(Step step) {
        migration = step.next();
        // Effects first: nobody who waits frozen should wait for a publisher.
        step.effects().forEach(this::carryOut);
        step.events().forEach(this::tell);
    }

    private void tell(MigrationEvent event) {
        if (event.kind() == MigrationEvent.Kind.STATE && event.from() != null) {
            long nowNanos = System.nanoTime();
            phaseNanos.merge(event.from(), nowNanos - phaseStartNanos, Long::sum);
            phaseStartNanos = nowNanos;
        }
        observer.accept(new TimedEvent(event, Instant.now()));
    }

    private void carryOut(MigrationEffect effect) {
        if (effect instanceof MigrationEffect.InspectSource) {
            answerOf(source, source.inspect(requests.inspectSource()));
        } else if (effect instanceof MigrationEffect.InspectTarget) {
            answerOf(target, target.inspect(requests.inspectTarget(report)));
        } else if (effect instanceof MigrationEffect.PrepareTarget) {
            answerOf(target, target.send(requests.prepareTarget(report, source.certifiedName())));
        } else if (effect instanceof MigrationEffect.StartSource start) {
            answerOf(source, source.send(requests.startSource(start.streamPort(), target.certifiedName())));
        } else if (effect instanceof MigrationEffect.RunRound round) {
            answerOf(source, source.send(requests.round(round.number())));
        } else if (effect instanceof MigrationEffect.Freeze) {
            answerOf(source, source.send(requests.freeze()));
        } else if (effect instanceof MigrationEffect.AwaitReady) {
            answerOf(target, target.send(requests.awaitReady()));
        } else {
            settle(effect);
        }
    }

    private void settle(MigrationEffect effect) {
        if (effect instanceof MigrationEffect.WriteBegun) {
            log.begin(begun());
        } else if (effect instanceof MigrationEffect.WriteEnded ended) {
            log.ended(ended.outcome());
        } else if (effect instanceof MigrationEffect.WriteDecision write) {
            log.decide(write.decision());
        } else if (effect instanceof MigrationEffect.Commit commit) {
            AgentLink link = link(commit.side());
            answerOf(link, link.send(requests.commit(commit.side())));
        } else if (effect instanceof MigrationEffect.Abort abort) {
            AgentLink link = link(abort.side());
            answerOf(link, link.send(requests.abort(abort.reason())));
        } else {
            throw new IllegalStateException("nobody carries out " + effect);
        }
    }

    private Begun begun() {
        return new Begun(
                request.plan().migrationId(),
                request.source(),
                request.target(),
                request.pid(),
                migration.facts().command(),
                Instant.now());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes become inputs
    private void answerOf(AgentLink link, CompletableFuture<FromAgent> answer) {
        answer.whenComplete((message, failure) -> {
            if (failure != null) {
                LOG.debug("{}", link.address(), failure);
                inputs.add(new AgentFailed(link.side(), link.explain(failure)));
            } else {
                answered(link, message);
            }
        });
    }

    private void answered(AgentLink link, FromAgent message) {
        if (message.hasError()) {
            LOG.debug("{}: {}", link.address(), message.getError().getDetail());
        } else if (message.hasSourceReport()) {
            // Written before the input is queued, read after it was taken: the queue orders both.
            report = message.getSourceReport();
        } else if (message.hasTargetReport()) {
            message.getTargetReport().getWarningsList().forEach(observer::warned);
        } else if (message.hasTargetPrepared()) {
            logDirectory = message.getTargetPrepared().getLogDirectory();
        } else if (message.hasResumed()) {
            message.getResumed().getWarningsList().forEach(observer::warned);
        } else if (message.hasAborted()) {
            message.getAborted().getWarningsList().forEach(observer::warned);
        } else if (message.hasReaped()) {
            message.getReaped().getWarningsList().forEach(observer::warned);
        }
        inputs.add(Answers.toInput(link.side(), link.address(), message));
    }

    private AgentLink link(Side side) {
        return side == Side.SOURCE ? source : target;
    }

    /** What an agent says unasked. */
    private final class Listener implements ControlListener {

        private final Side side;

        Listener(Side side) {
            this.side = side;
        }

        @Override
        public void unsolicited(FromAgent message) {
            if (message.hasProgress()) {
                observer.progressed(side, message.getProgress());
            }
        }

        @Override
        public void lost(String why) {
            inputs.add(new AgentFailed(side, why));
        }
    }
}
