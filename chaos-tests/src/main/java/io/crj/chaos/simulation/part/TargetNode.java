package io.crj.chaos.simulation.part;

import io.crj.agent.machine.Ask;
import io.crj.agent.machine.Fault;
import io.crj.agent.machine.Step;
import io.crj.agent.machine.Target;
import io.crj.agent.machine.TargetEffect;
import io.crj.agent.machine.TargetInput;
import io.crj.agent.machine.TargetInput.Work;
import io.crj.agent.machine.TargetState;
import io.crj.chaos.simulation.net.Pipe;
import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.truth.AgentDisk;
import io.crj.chaos.simulation.truth.SimLog;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.Side;
import java.util.List;

/** The target's agent: carries out its machine's effects on the target's host. */
public final class TargetNode extends AgentNode {

    private static final long TICK_MILLIS = 700;

    private final TargetMind mind;
    private final TargetEngine engine;
    private final AgentDisk<TargetState> disk = new AgentDisk<>();
    private Target machine = Target.UNKNOWN;
    private long clockNanos;

    TargetNode(World world) {
        super(world, Place.TARGET, Side.TARGET);
        mind = world.variant().target(TargetMind.real());
        engine = new TargetEngine(world, works, this);
    }

    public AgentDisk<TargetState> disk() {
        return disk;
    }

    public Target machine() {
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

    /** An operator's word, by whatever way it gets here. */
    public void forceAbort() {
        on(new TargetInput.Abort("resolved", true));
    }

    public void forceCommit() {
        on(new TargetInput.Commit(true));
    }

    /** Somebody has not heard that it is too late. */
    public void abortAfterCommit() {
        TargetState state = machine.state();
        if (isAlive()
                && (state == TargetState.RESUMING
                        || state == TargetState.RESUMED
                        || machine.held().recording() == TargetState.RESUMING)) {
            on(new TargetInput.Abort("an operator is misguided", false));
        }
    }

    /** The host loses power: everything of the kernel, and what was not synced, is gone. */
    public void reboot() {
        crash();
        world.truth().target().reboot();
        disk.reboot();
    }

    /** Somebody kills the vessel; the agent sees it some time later. */
    public void loseVessel() {
        if (world.truth().target().lose() && isAlive()) {
            later(world.dice().nanosBetween(1, 2000), () -> {
                if (!engine.mayHaveThawed()) {
                    on(new TargetInput.VesselLost("the vessel was killed"));
                }
            });
        }
    }

    boolean awaitsStream() {
        return isAlive() && machine.state() == TargetState.FILLING && machine.prepared();
    }

    void streamArrived(Pipe pipe) {
        engine.streamArrived(pipe);
    }

    void imageArrived(long image) {
        engine.imageArrived(image);
    }

    void streamLost(String why) {
        if (!engine.streamLost(why)) {
            on(new TargetInput.StreamLost(why));
        }
    }

    @Override
    protected void booted() {
        clockNanos = world.dice().number() >> 8;
        engine.booted();
        TargetState durable = disk.last();
        if (durable == null) {
            machine = Target.UNKNOWN;
        } else {
            world.trace().say("TARGET", () -> "recovers " + durable + ", vessel " + engine.evidence());
            take(mind.recovered(durable, engine.evidence(), now()));
        }
        tick();
    }

    @Override
    protected void crashed() {
        super.crashed();
        world.truth().target().tracerDied();
    }

    @Override
    void asked(Order order) {
        on(
                switch (order.kind()) {
                    case PREPARE -> new TargetInput.Prepare();
                    case AWAIT_READY -> new TargetInput.AwaitReady();
                    case COMMIT -> new TargetInput.Commit(false);
                    case ABORT -> new TargetInput.Abort(order.text(), false);
                    default -> throw new IllegalArgumentException(order.toString());
                });
    }

    @Override
    void coordinatorLost(String why) {
        on(new TargetInput.CoordinatorLost(why));
    }

    @Override
    MigrationInput success(Ask ask) {
        return switch (ask.kind()) {
            case PREPARE -> new MigrationInput.TargetPrepared(1);
            case AWAIT_READY -> {
                world.truth().readyTold();
                yield new MigrationInput.Ready();
            }
            case COMMIT -> new MigrationInput.Resumed(Samples.ARRIVAL);
            default -> throw new IllegalArgumentException(ask.toString());
        };
    }

    private long now() {
        return clockNanos + scheduler.nowNanos();
    }

    private void tick() {
        later(world.dice().nanosBetween(TICK_MILLIS / 2, TICK_MILLIS * 2), () -> {
            if (machine.state() != TargetState.UNKNOWN) {
                on(new TargetInput.Tick());
            }
            tick();
        });
    }

    private void on(TargetInput input) {
        if (!(input instanceof TargetInput.Tick)) {
            world.trace().say("TARGET", () -> machine.state() + " <- " + input);
        }
        take(mind.on(machine, input, now()));
    }

    private void take(Step<Target, TargetEffect, TargetState> step) {
        machine = step.next();
        step.changes().forEach(change -> {
            world.trace().say("TARGET", () -> "is " + change.to());
            world.stateChanged();
        });
        step.effects().forEach(this::carryOut);
    }

    private void carryOut(TargetEffect effect) {
        if (effect instanceof TargetEffect.Answer answer) {
            answer(answer.ask(), answer.fault(), answer.sentence());
        } else if (effect instanceof TargetEffect.Interrupt interrupt) {
            engine.closeStream();
            works.interrupt(interrupt.why());
        } else if (effect instanceof TargetEffect.Record record) {
            record(record.state());
        } else if (effect instanceof TargetEffect.Prepare) {
            engine.prepare(() -> on(new TargetInput.Prepared()), why -> failed(Work.PREPARE, why));
        } else if (effect instanceof TargetEffect.Fill) {
            engine.fill(() -> on(new TargetInput.ImageComplete()), why -> failed(Work.FILL, why));
        } else if (effect instanceof TargetEffect.Complete) {
            engine.complete(() -> on(new TargetInput.VesselComplete()), why -> failed(Work.COMPLETE, why));
        } else if (effect instanceof TargetEffect.Resume) {
            engine.resume(
                    () -> on(new TargetInput.Resumed()),
                    () -> on(new TargetInput.VesselLost("the vessel is dead and never ran")),
                    why -> failed(Work.RESUME, why));
        } else if (effect instanceof TargetEffect.Settle) {
            engine.settle();
        } else {
            engine.undo(() -> on(new TargetInput.Undone()), why -> failed(Work.UNDO, why));
        }
    }

    private void record(TargetState state) {
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
                () -> on(new TargetInput.Recorded(state)),
                why -> on(new TargetInput.RecordFailed(state, why)));
    }

    private void failed(Work work, String why) {
        on(new TargetInput.Failed(work, Fault.FAILED, why));
    }
}
