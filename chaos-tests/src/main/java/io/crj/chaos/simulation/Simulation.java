package io.crj.chaos.simulation;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.chaos.simulation.fault.Faults;
import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.part.CoordinatorNode;
import io.crj.chaos.simulation.part.World;
import io.crj.chaos.simulation.truth.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One schedule from its seed to its end. */
public final class Simulation {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long STORM_NANOS = 400 * NANOS_PER_SECOND;
    private static final long AFTERMATH_NANOS = 600 * NANOS_PER_SECOND;

    private final long seed;
    private final World world;
    private final Faults faults;
    private final List<Outcome.Strike> strikes = new ArrayList<>();

    private Simulation(long seed, Variant variant, Consumer<String> reader) {
        this.seed = seed;
        this.world = new World(seed, variant, reader);
        this.faults = new Faults(world, new Dice(~seed * 0x9E3779B97F4A7C15L));
    }

    /**
     * Runs the schedule of {@code seed}.
     *
     * @param reader gets a line for each thing that happens; null: nobody reads
     */
    public static Outcome run(long seed, Variant variant, Consumer<String> reader) {
        Simulation simulation = new Simulation(seed, variant, reader);
        String end = "violation";
        String violation = null;
        try {
            end = simulation.play();
        } catch (Violation broken) {
            violation = broken.getMessage();
        } catch (IllegalStateException | IllegalArgumentException | NullPointerException bug) {
            violation = bug.toString();
        }
        return new Outcome(
                seed, end, simulation.strikes, simulation.world.scheduler().steps(), violation);
    }

    private String play() {
        faults.begin((kind, state) -> strikes.add(new Outcome.Strike(kind, state)));
        world.begin();
        long stormNanos = world.dice().nanosBetween(2000, 60_000);
        runUntil(this::allEnded, STORM_NANOS);
        runUntil(() -> false, world.scheduler().nowNanos() + stormNanos);
        String first = world.whereItStands();
        faults.end();
        return new Aftermath(world, this::runFor).settle(faults.isCalm(), first);
    }

    private boolean allEnded() {
        for (CoordinatorNode node : world.coordinators()) {
            if (node.isAlive() && !node.hasEnded()) {
                return false;
            }
        }
        return true;
    }

    /** Runs on until that holds or the aftermath's time is over; returns whether it holds. */
    private boolean runFor(BooleanSupplier until) {
        long end = world.scheduler().nowNanos() + AFTERMATH_NANOS;
        runUntil(until, end);
        return until.getAsBoolean();
    }

    private void runUntil(BooleanSupplier until, long endNanos) {
        while (!until.getAsBoolean()
                && world.scheduler().nowNanos() < endNanos
                && world.scheduler().step()) {
            world.truth().check();
            faults.strike((kind, state) -> strikes.add(new Outcome.Strike(kind, state)));
            world.truth().check();
        }
    }
}
