package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.chaos.simulation.clock.Scheduler;
import io.crj.chaos.simulation.clock.Trace;
import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.net.Network;
import io.crj.chaos.simulation.net.Pipe;
import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.truth.SimLog;
import io.crj.chaos.simulation.truth.Truth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All there is in one schedule. */
public final class World {

    private final Scheduler scheduler = new Scheduler();
    private final Truth truth = new Truth();
    private final List<CoordinatorNode> coordinators = new ArrayList<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private final Dice dice;
    private final Variant variant;
    private final Trace trace;
    private final Network network;
    private final SimLog log;
    private final SourceNode source;
    private final TargetNode target;
    private boolean engineFailsNext;
    private double engineFailure;
    private long stateChanges;

    /** @param reader gets the trace; null: nobody reads it */
    public World(long seed, Variant variant, Consumer<String> reader) {
        this.dice = new Dice(seed);
        this.variant = variant;
        this.trace = new Trace(scheduler, reader);
        this.network = new Network(scheduler, dice, trace);
        this.log = new SimLog(truth, dice.chance(0.5) && !variant.lastWriterWins(), variant.lastWriterWins());
        this.source = new SourceNode(this);
        this.target = new TargetNode(this);
    }

    /** Starts the agents and the peer, and the coordinator that leads the migration. */
    public void begin() {
        source.boot();
        target.boot();
        peerAsks();
        lead(Place.COORDINATOR, false);
    }

    /** A coordinator more. */
    public CoordinatorNode lead(Place place, boolean takesOver) {
        CoordinatorNode node = new CoordinatorNode(this, place, takesOver);
        coordinators.add(node);
        node.boot();
        return node;
    }

    private void peerAsks() {
        truth.peer().ask();
        scheduler.after(dice.nanosBetween(20, 1500), this::peerAsks);
    }

    void opened(Pipe pipe) {
        pipes.add(pipe);
    }

    void stateChanged() {
        stateChanges++;
    }

    boolean engineFails() {
        if (engineFailsNext) {
            engineFailsNext = false;
            return true;
        }
        return dice.chance(engineFailure);
    }

    /** The next thing that an engine does fails. */
    public void failEngineNext() {
        engineFailsNext = true;
    }

    /** Probability, 0 to 1, of each thing's failing that an engine does. */
    public void engineFailure(double probability) {
        engineFailure = probability;
        engineFailsNext &= probability > 0;
    }

    /** Every connection that was ever opened. */
    public List<Pipe> pipes() {
        return pipes;
    }

    /** All that ever were, those that ended included. */
    public List<CoordinatorNode> coordinators() {
        return coordinators;
    }

    /** Where the migration stands as far as its newest coordinator knows, for figures. */
    public String whereItStands() {
        CoordinatorNode newest = coordinators.get(coordinators.size() - 1);
        return newest.migration() == null ? "DOWN" : newest.migration().state().name();
    }

    /** How often a part has changed its state. */
    public long stateChanges() {
        return stateChanges;
    }

    public Scheduler scheduler() {
        return scheduler;
    }

    public Dice dice() {
        return dice;
    }

    public Trace trace() {
        return trace;
    }

    public Network network() {
        return network;
    }

    public Truth truth() {
        return truth;
    }

    public SimLog log() {
        return log;
    }

    public Variant variant() {
        return variant;
    }

    public SourceNode source() {
        return source;
    }

    public TargetNode target() {
        return target;
    }
}
