package io.crj.chaos.simulation.net;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.chaos.simulation.clock.Scheduler;
import io.crj.chaos.simulation.clock.Trace;

/** How messages travel just now: which ways are cut, and how likely each mishap is. */
public final class Network {

    private static final int PLACES = Place.values().length;

    final Scheduler scheduler;
    final Dice dice;
    final Trace trace;
    private final boolean[] cut = new boolean[PLACES * PLACES];
    private double loss;
    private double duplication;
    private double delay;
    private boolean reordering;
    private long mishaps;

    public Network(Scheduler scheduler, Dice dice, Trace trace) {
        this.scheduler = scheduler;
        this.dice = dice;
        this.trace = trace;
    }

    /** Probabilities, 0 to 1, of each message's being lost, being delivered twice, and being seconds late. */
    public void mishaps(double lossOf, double duplicationOf, double delayOf, boolean reorderingOn) {
        loss = lossOf;
        duplication = duplicationOf;
        delay = delayOf;
        reordering = reorderingOn;
    }

    /** Nothing that way from now on. */
    public void cut(Place from, Place to) {
        cut[from.ordinal() * PLACES + to.ordinal()] = true;
    }

    public void mend(Place from, Place to) {
        cut[from.ordinal() * PLACES + to.ordinal()] = false;
    }

    /** Everything gets through from now on, in order and once. */
    public void heal() {
        java.util.Arrays.fill(cut, false);
        mishaps(0, 0, 0, false);
    }

    /** Messages lost, doubled or late so far. */
    public long mishapsSoFar() {
        return mishaps;
    }

    public boolean isCut(Place from, Place to) {
        return cut[from.ordinal() * PLACES + to.ordinal()];
    }

    boolean loses() {
        return counted(dice.chance(loss));
    }

    boolean doubles() {
        return counted(dice.chance(duplication));
    }

    boolean keepsOrder() {
        return !reordering;
    }

    long latencyNanos() {
        return counted(dice.chance(delay)) ? dice.nanosBetween(1000, 20_000) : dice.nanosBetween(1, 20);
    }

    private boolean counted(boolean mishap) {
        if (mishap) {
            mishaps++;
        }
        return mishap;
    }
}
