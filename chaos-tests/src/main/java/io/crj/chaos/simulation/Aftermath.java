package io.crj.chaos.simulation;

import io.crj.agent.machine.SourceState;
import io.crj.agent.machine.TargetState;
import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.part.CoordinatorNode;
import io.crj.chaos.simulation.part.World;
import io.crj.chaos.simulation.truth.SourceHost;
import io.crj.chaos.simulation.truth.TargetHost;
import io.crj.chaos.simulation.truth.Violation;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** What comes when nothing goes wrong any more: recovery, if need be an operator, and a look at what is left. */
final class Aftermath {

    private static final int RECOVERIES = 4;

    private final World world;
    private final Predicate<BooleanSupplier> run;

    /** @param run goes on until something holds; false when that took too long */
    Aftermath(World world, Predicate<BooleanSupplier> run) {
        this.world = world;
        this.run = run;
    }

    /** Returns how it ended, in a few words. */
    String settle(boolean calm, String first) {
        if (calm && !first.equals("DONE")) {
            throw new Violation("nothing went wrong, and yet it ended " + first);
        }
        int recoveries = recover();
        boolean resolved = world.log().isOpen();
        if (resolved) {
            resolve();
        }
        if (world.target().machine().uncertain()) {
            // The source has reaped its copy, so it did run.
            world.target().forceCommit();
        }
        require(
                "the agents come to an end: source " + world.source().stateName() + ", target "
                        + world.target().stateName(),
                this::agentsEnded);
        require("nothing is left behind", this::isClean);
        requireOneCopy();
        requireService();
        return ending() + (resolved ? ", resolved by an operator" : recoveries > 0 ? ", recovered" : "");
    }

    private int recover() {
        int recoveries = 0;
        require("the coordinators that live come to an end", this::coordinatorsEnded);
        while (world.log().isOpen() && recoveries < RECOVERIES) {
            recoveries++;
            CoordinatorNode next = world.lead(Place.COORDINATOR, true);
            require("a coordinator that took over comes to an end", () -> next.hasEnded() || !next.isAlive());
            require("the log is written", () -> next.hasWritten());
        }
        return recoveries;
    }

    /** The tree is stopped on the source, and the target can neither run it nor say that it did not. */
    private void resolve() {
        if (!world.target().machine().uncertain()) {
            throw new Violation("recovery does not bring it to an end: source "
                    + world.source().stateName() + ", target " + world.target().stateName());
        }
        world.truth().force();
        world.target().forceAbort();
        recover();
    }

    private boolean coordinatorsEnded() {
        return world.coordinators().stream().allMatch(node -> !node.isAlive() || node.hasEnded() && node.hasWritten());
    }

    private boolean agentsEnded() {
        SourceState source = world.source().machine().state();
        TargetState target = world.target().machine().state();
        return (source == SourceState.UNKNOWN || source.isEnd()) && (target == TargetState.UNKNOWN || target.isEnd());
    }

    private boolean isClean() {
        SourceHost source = world.truth().source();
        return source.leftovers().isEmpty()
                && world.truth().target().leftovers().isEmpty();
    }

    private void requireOneCopy() {
        boolean there = world.truth().target().vessel() == TargetHost.Vessel.RUNNING;
        boolean here = world.truth().source().copy() == SourceHost.Copy.RUNNING;
        boolean diedWithHost =
                world.truth().target().everRan() && world.truth().target().rebooted();
        if (!there && !here && !diedWithHost) {
            throw new Violation("no copy runs: it is " + world.truth().source().copy() + " on the source and "
                    + world.truth().target().vessel() + " on the target");
        }
        if (here
                && (!world.truth().source().hasAddress()
                        || world.truth().target().hasAddress())) {
            throw new Violation("the tree runs on the source and its address is not there");
        }
        if (there && world.truth().source().copy() != SourceHost.Copy.GONE) {
            throw new Violation("the tree runs on the target and there is one on the source as well");
        }
    }

    private void requireService() {
        long before = world.truth().peer().answers();
        boolean diedWithHost =
                world.truth().target().everRan() && world.truth().target().rebooted();
        if (!diedWithHost && !world.truth().forced()) {
            require("the peer is answered", () -> world.truth().peer().answers() > before);
        }
    }

    private String ending() {
        boolean there = world.truth().target().vessel() == TargetHost.Vessel.RUNNING;
        boolean here = world.truth().source().copy() == SourceHost.Copy.RUNNING;
        return there ? "runs on the target" : here ? "runs on the source" : "died with the target's host";
    }

    private void require(String what, BooleanSupplier holds) {
        if (!run.test(holds)) {
            throw new Violation(
                    "in vain: " + what + "; source " + world.source().stateName() + " "
                            + world.truth().source().leftovers() + ", target "
                            + world.target().stateName() + " "
                            + world.truth().target().leftovers());
        }
    }
}
