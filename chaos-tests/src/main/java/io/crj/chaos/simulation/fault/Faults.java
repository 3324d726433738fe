package io.crj.chaos.simulation.fault;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.chaos.simulation.part.World;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What goes wrong in one schedule: some weather for all of it, and a few mishaps. Half of them come after a certain number of
 * steps, so that every boundary between two steps is hit alike; half of them a few steps after some part has changed its
 * state, so that the short states get their share; and in most schedules all is well until the freeze.
 */
public final class Faults {

    private static final int MOST_MISHAPS = 6;
    private static final int STEPS = 150;
    private static final int STATE_CHANGES = 22;
    private static final int STEPS_AFTER = 7;

    /** So many changes of state come before the tree is frozen. */
    private static final int BEFORE_FREEZE = 7;

    /** Due after so many changes of state, and then so many steps. */
    private record Planned(int stateChanges, int steps, FaultKind kind) {}

    private final World world;
    private final Mishaps mishaps;
    private final List<Planned> plan = new ArrayList<>();
    private final Set<FaultKind> weather = EnumSet.noneOf(FaultKind.class);
    private final boolean calm;
    private final long[] stepOfChange = new long[STATE_CHANGES + 1];
    private int changesSeen;

    /** @param dice apart from the world's, so that the plan does not depend on what happens */
    public Faults(World world, Dice dice) {
        this.world = world;
        this.mishaps = new Mishaps(world);
        if (!dice.chance(0.02)) {
            plan(dice);
        }
        calm = plan.isEmpty() && weather.isEmpty();
    }

    private void plan(Dice dice) {
        if (dice.chance(0.1)) {
            planDuel(dice);
            return;
        }
        FaultKind[] kinds = FaultKind.values();
        for (FaultKind kind : kinds) {
            if (kind.isWeather() && dice.chance(0.15)) {
                weather.add(kind);
            }
        }
        int count = dice.below(MOST_MISHAPS + 1);
        boolean late = dice.chance(0.6);
        while (plan.size() < count) {
            FaultKind kind = dice.pick(kinds);
            if (!kind.isWeather()) {
                plan.add(late || dice.chance(0.5) ? afterStateChange(late, dice, kind) : afterSteps(dice, kind));
            }
        }
    }

    /** Nothing was planned. */
    public boolean isCalm() {
        return calm;
    }

    /** Two coordinators meet while the votes come in, and the log or a connection is in their way. */
    private void planDuel(Dice dice) {
        FaultKind[] obstacles = {
            FaultKind.LOG_FULL,
            FaultKind.LOG_FULL,
            FaultKind.LOG_FAILS_UNWRITTEN,
            FaultKind.LOG_FAILS_WRITTEN,
            FaultKind.ONE_WAY_PARTITION
        };
        plan.add(atVotes(dice, FaultKind.SECOND_COORDINATOR));
        plan.add(atVotes(dice, dice.pick(obstacles)));
        if (dice.chance(0.5)) {
            plan.add(atVotes(dice, dice.pick(obstacles)));
        }
    }

    private static Planned atVotes(Dice dice, FaultKind kind) {
        return new Planned(BEFORE_FREEZE + dice.below(6), dice.below(STEPS_AFTER), kind);
    }

    private static Planned afterSteps(Dice dice, FaultKind kind) {
        return new Planned(0, 1 + dice.below(STEPS), kind);
    }

    private static Planned afterStateChange(boolean late, Dice dice, FaultKind kind) {
        int first = late ? BEFORE_FREEZE : 1;
        return new Planned(first + dice.below(STATE_CHANGES - first + 1), dice.below(STEPS_AFTER), kind);
    }

    /** The weather begins; each kind is told to {@code seen} with where the migration stands. */
    public void begin(BiConsumer<FaultKind, String> seen) {
        world.network()
                .mishaps(
                        weather.contains(FaultKind.LOSS) ? 0.06 : 0,
                        weather.contains(FaultKind.DUPLICATION) ? 0.2 : 0,
                        weather.contains(FaultKind.DELAY) ? 0.1 : 0,
                        weather.contains(FaultKind.REORDERING));
        world.engineFailure(weather.contains(FaultKind.ENGINE_FAILS_OFTEN) ? 0.08 : 0);
        weather.forEach(kind -> seen.accept(kind, "all"));
    }

    /** To be called after each step. */
    public void strike(BiConsumer<FaultKind, String> seen) {
        while (changesSeen < Math.min(world.stateChanges(), STATE_CHANGES)) {
            stepOfChange[++changesSeen] = world.scheduler().steps();
        }
        for (int i = plan.size() - 1; i >= 0; i--) {
            if (isDue(plan.get(i))) {
                FaultKind kind = plan.remove(i).kind();
                world.trace().say("FAULT", () -> kind);
                seen.accept(kind, world.whereItStands());
                mishaps.strike(kind);
            }
        }
    }

    private boolean isDue(Planned planned) {
        return planned.stateChanges() <= changesSeen
                && world.scheduler().steps() >= stepOfChange[planned.stateChanges()] + planned.steps();
    }

    /** Nothing goes wrong any more, and what is down comes back. */
    public void end() {
        world.trace().say("FAULT", () -> "no more");
        plan.clear();
        mishaps.end();
    }
}
