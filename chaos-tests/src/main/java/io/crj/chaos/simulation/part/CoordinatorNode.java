package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.net.SimProcess;
import io.crj.chaos.simulation.truth.SimLog;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationEffect;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.Step;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** A process that leads the migration: carries out the machine's effects and brings it what comes of them. */
public final class CoordinatorNode extends SimProcess {

    private static final long TICK_MILLIS = 400;

    private final World world;
    private final CoordinatorMind mind;
    private final Queue<Runnable> writes = new ArrayDeque<>();
    private final boolean takesOver;
    private AgentLink source;
    private AgentLink target;
    private Migration migration;
    private Replay replay;
    private int owner;
    private long clockNanos;

    /** @param takesOver whether it continues what is in the log, or begins */
    public CoordinatorNode(World world, Place place, boolean takesOver) {
        super(place, world.scheduler());
        this.world = world;
        this.mind = world.variant().coordinator(CoordinatorMind.real());
        this.takesOver = takesOver;
    }

    /** Where it stands; null before it knows, and after a crash. */
    public Migration migration() {
        return migration;
    }

    public boolean hasEnded() {
        return migration != null && migration.state().isTerminal();
    }

    /** Whether nothing is on its way to the log. */
    public boolean hasWritten() {
        return writes.isEmpty();
    }

    /** The operator's wish. */
    public void cancel() {
        if (isAlive() && migration != null) {
            on(new MigrationInput.Cancel());
        }
    }

    /** The process slept, or its host did. */
    public void jump(long nanos) {
        clockNanos += nanos;
    }

    @Override
    protected void booted() {
        clockNanos = world.dice().number() >> 8;
        writes.clear();
        replay = new Replay();
        source = new AgentLink(world, this, world.source(), Side.SOURCE, this::on);
        target = new AgentLink(world, this, world.target(), Side.TARGET, this::on);
        if (takesOver || life() > 1) {
            later(world.dice().nanosBetween(10, 200), this::takeOver);
        } else {
            take(mind.start(now()));
        }
        tick();
    }

    @Override
    protected void crashed() {
        migration = null;
        writes.clear();
    }

    /** One that was not recorded is forgotten: nothing was touched. */
    private void takeOver() {
        if (!world.log().isOpen()) {
            world.trace().say(place().name(), () -> "nothing to take over");
            crash();
            return;
        }
        owner = world.log().own();
        take(mind.recover(new Remembered(world.truth().decided(), owner), now()));
    }

    private long now() {
        return clockNanos + scheduler.nowNanos();
    }

    private void tick() {
        later(world.dice().nanosBetween(TICK_MILLIS / 2, TICK_MILLIS * 3), () -> {
            if (migration != null) {
                on(new MigrationInput.Tick());
            }
            if (!hasEnded()) {
                tick();
            }
        });
    }

    private void on(MigrationInput input) {
        if (migration == null || hasEnded()) {
            return;
        }
        MigrationState before = migration.state();
        if (!(input instanceof MigrationInput.Tick)) {
            world.trace().say(place().name(), () -> before + " <- " + input);
        }
        take(mind.on(migration, input, now()));
    }

    private void take(Step step) {
        MigrationState before = migration == null ? null : migration.state();
        migration = step.next();
        if (migration.state() != before) {
            world.trace().say(place().name(), () -> "is " + migration.state());
            world.stateChanged();
        }
        step.effects().forEach(this::carryOut);
        step.events().forEach(replay::published);
        replay.mustBeAt(migration.state());
        if (hasEnded()) {
            source.close();
            target.close();
        }
    }

    private void carryOut(MigrationEffect effect) {
        world.trace().say(place().name(), () -> "wants " + effect);
        if (effect instanceof MigrationEffect.InspectSource) {
            source.send(Order.of(Order.Kind.INSPECT_SOURCE));
        } else if (effect instanceof MigrationEffect.InspectTarget) {
            target.send(Order.of(Order.Kind.INSPECT_TARGET));
        } else if (effect instanceof MigrationEffect.PrepareTarget) {
            target.send(Order.of(Order.Kind.PREPARE));
        } else if (effect instanceof MigrationEffect.StartSource) {
            source.send(Order.of(Order.Kind.START));
        } else if (effect instanceof MigrationEffect.RunRound round) {
            source.send(new Order(Order.Kind.ROUND, round.number(), ""));
        } else if (effect instanceof MigrationEffect.Freeze) {
            source.send(Order.of(Order.Kind.FREEZE));
        } else if (effect instanceof MigrationEffect.AwaitReady) {
            target.send(Order.of(Order.Kind.AWAIT_READY));
        } else {
            settle(effect);
        }
    }

    private void settle(MigrationEffect effect) {
        if (effect instanceof MigrationEffect.Commit commit) {
            world.truth().commitTold();
            link(commit.side()).send(Order.of(Order.Kind.COMMIT));
        } else if (effect instanceof MigrationEffect.Abort abort) {
            if (abort.side() == Side.SOURCE) {
                world.truth().returnTold();
            }
            link(abort.side()).send(new Order(Order.Kind.ABORT, 0, String.valueOf(abort.reason())));
        } else if (effect instanceof MigrationEffect.WriteBegun) {
            write(this::writeBegun);
        } else if (effect instanceof MigrationEffect.WriteDecision decision) {
            write(() -> writeDecision(decision.decision()));
        } else if (effect instanceof MigrationEffect.WriteEnded) {
            write(() -> {
                world.log().end(owner);
                return null;
            });
        } else {
            throw new IllegalStateException("nobody carries out " + effect);
        }
    }

    /** One after the other; the write happens at some moment, and is heard of some time later. */
    private void write(Supplier<MigrationInput> write) {
        writes.add(() -> later(world.dice().nanosBetween(1, 60), () -> {
            MigrationInput answer = write.get();
            later(world.dice().nanosBetween(1, 30), () -> {
                writes.remove();
                if (!writes.isEmpty()) {
                    writes.peek().run();
                }
                if (answer != null) {
                    on(answer);
                }
            });
        }));
        if (writes.size() == 1) {
            writes.peek().run();
        }
    }

    private MigrationInput writeBegun() {
        owner = world.log().own();
        SimLog.Result result = world.log().begin(owner);
        return result == SimLog.Result.WRITTEN
                ? new MigrationInput.BegunWritten()
                : new MigrationInput.BegunFailed("the log: " + result);
    }

    private MigrationInput writeDecision(Decision wanted) {
        SimLog.Result result = world.log().decide(owner, wanted);
        return result == SimLog.Result.WRITTEN
                ? new MigrationInput.DecisionWritten(world.log().held())
                : new MigrationInput.DecisionFailed(result == SimLog.Result.NOTHING_WRITTEN, "the log: " + result);
    }

    private AgentLink link(Side side) {
        return side == Side.SOURCE ? source : target;
    }
}
