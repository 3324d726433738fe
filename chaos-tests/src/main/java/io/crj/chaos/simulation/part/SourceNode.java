package io.crj.chaos.simulation.part;

import io.crj.agent.machine.Ask;
import io.crj.agent.machine.Fault;
import io.crj.agent.machine.Source;
import io.crj.agent.machine.SourceEffect;
import io.crj.agent.machine.SourceInput;
import io.crj.agent.machine.SourceInput.Work;
import io.crj.agent.machine.SourceState;
import io.crj.agent.machine.Step;
import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.truth.AgentDisk;
import io.crj.chaos.simulation.truth.SimLog;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.Side;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The source's agent: carries out its machine's effects on the source's host. */
public final class SourceNode extends AgentNode {

    private static final long MAX_FREEZE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long TICK_MILLIS = 700;

    private final SourceMind mind;
    private final SourceEngine engine;
    private final SourceStream stream;
    private final AgentDisk<SourceState> disk = new AgentDisk<>();
    private Source machine = Source.UNKNOWN;
    private long clockNanos;

    SourceNode(World world) {
        super(world, Place.SOURCE, Side.SOURCE);
        mind = world.variant().source(SourceMind.real());
        stream = new SourceStream(world, this, this::streamLost);
        engine = new SourceEngine(world, works, stream);
    }

    public AgentDisk<SourceState> disk() {
        return disk;
    }

    public Source machine() {
        return machine;
    }

    /** The process slept, or its host did. */
    public void jump(long nanos) {
        clockNanos += nanos;
    }

    @Override
    public String stateName() {
        return isAlive() ? machine.state().name() : "DOWN";
    }

    /** Somebody has not heard that it is too late. */
    public void abortAfterCommit() {
        SourceState state = machine.state();
        if (isAlive()
                && (state == SourceState.REAPING
                        || state == SourceState.REAPED
                        || machine.held().recording() == SourceState.REAPING)) {
            on(new SourceInput.Abort("an operator is misguided", false));
        }
    }

    /** The image stream is cut by somebody else. */
    public void breakStream() {
        stream.breakNow();
    }

    @Override
    protected void booted() {
        clockNanos = world.dice().number() >> 8;
        engine.booted();
        SourceState durable = disk.last();
        if (durable == null) {
            machine = Source.UNKNOWN;
        } else {
            world.trace().say("SOURCE", () -> "recovers " + durable);
            take(mind.recovered(durable, now()));
        }
        tick();
    }

    @Override
    protected void crashed() {
        super.crashed();
        stream.forget();
        world.truth().source().tracerDied();
    }

    @Override
    void asked(Order order) {
        on(
                switch (order.kind()) {
                    case START -> new SourceInput.Start();
                    case ROUND -> new SourceInput.Round(order.number());
                    case FREEZE -> new SourceInput.Freeze(MAX_FREEZE_NANOS);
                    case COMMIT -> new SourceInput.Commit(false);
                    case ABORT -> new SourceInput.Abort(order.text(), false);
                    default -> throw new IllegalArgumentException(order.toString());
                });
    }

    @Override
    void coordinatorLost(String why) {
        on(new SourceInput.CoordinatorLost(why));
    }

    @Override
    MigrationInput success(Ask ask) {
        return switch (ask.kind()) {
            case START -> new MigrationInput.SourceStarted();
            case ROUND -> new MigrationInput.RoundDone(Samples.round(ask.number()));
            case FREEZE -> new MigrationInput.Prepared(Samples.FREEZE);
            case COMMIT -> new MigrationInput.Reaped();
            default -> throw new IllegalArgumentException(ask.toString());
        };
    }

    private void streamLost(String why) {
        on(new SourceInput.StreamLost(why));
    }

    private long now() {
        return clockNanos + scheduler.nowNanos();
    }

    private void tick() {
        later(world.dice().nanosBetween(TICK_MILLIS / 2, TICK_MILLIS * 2), () -> {
            if (machine.state() != SourceState.UNKNOWN && !machine.state().isEnd()) {
                on(new SourceInput.Tick());
            }
            tick();
        });
    }

    private void on(SourceInput input) {
        if (!(input instanceof SourceInput.Tick)) {
            world.trace().say("SOURCE", () -> machine.state() + " <- " + input);
        }
        take(mind.on(machine, input, now()));
    }

    private void take(Step<Source, SourceEffect, SourceState> step) {
        machine = step.next();
        step.changes().forEach(change -> {
            world.trace().say("SOURCE", () -> "is " + change.to());
            world.stateChanged();
        });
        step.effects().forEach(this::carryOut);
    }

    private void carryOut(SourceEffect effect) {
        if (effect instanceof SourceEffect.Answer answer) {
            answer(answer.ask(), answer.fault(), answer.sentence());
        } else if (effect instanceof SourceEffect.Interrupt interrupt) {
            stream.close();
            works.interrupt(interrupt.why());
        } else if (effect instanceof SourceEffect.Record record) {
            record(record.state());
        } else if (effect instanceof SourceEffect.Open) {
            engine.open(() -> on(new SourceInput.Opened()), why -> failed(Work.OPEN, why));
        } else if (effect instanceof SourceEffect.RunRound round) {
            engine.round(() -> on(new SourceInput.RoundDone(round.number())), why -> failed(Work.ROUND, why));
        } else if (effect instanceof SourceEffect.Freeze) {
            engine.freeze(() -> on(new SourceInput.Sent()), why -> failed(Work.FREEZE, why));
        } else if (effect instanceof SourceEffect.Reap) {
            engine.reap(() -> on(new SourceInput.Reaped()), why -> failed(Work.REAP, why));
        } else {
            engine.undo(() -> on(new SourceInput.Undone()), why -> failed(Work.UNDO, why));
        }
    }

    private void record(SourceState state) {
        Works.Act write = turn -> {
            if (disk.append(state, state.isSynced()) == SimLog.Result.WRITTEN) {
                turn.next();
            } else {
                turn.fail("the journal cannot be written");
            }
        };
        works.plain(
                "record",
                List.of(write),
                () -> on(new SourceInput.Recorded(state)),
                why -> on(new SourceInput.RecordFailed(state, why)));
    }

    private void failed(Work work, String why) {
        on(new SourceInput.Failed(work, Fault.FAILED, why));
    }
}
