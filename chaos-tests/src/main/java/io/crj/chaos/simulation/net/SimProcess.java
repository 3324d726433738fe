package io.crj.chaos.simulation.net;

import io.crj.chaos.simulation.clock.Scheduler;
import java.util.ArrayList;
import java.util.List;

/** A process: what it has planned, and what is sent to it, dies with it. */
public abstract class SimProcess {

    protected final Scheduler scheduler;
    private final Place place;
    private final List<Pipe> pipes = new ArrayList<>();
    private int life;
    private boolean alive;

    protected SimProcess(Place place, Scheduler scheduler) {
        this.place = place;
        this.scheduler = scheduler;
    }

    public final Place place() {
        return place;
    }

    public final boolean isAlive() {
        return alive;
    }

    /** Number of this incarnation, from 1; 0 before the first. */
    public final int life() {
        return life;
    }

    /** Whether the incarnation of that number is the one that lives. */
    public final boolean lives(int which) {
        return alive && life == which;
    }

    /** Runs {@code task} unless the process dies before. */
    public final void later(long nanos, Runnable task) {
        int mine = life;
        scheduler.after(nanos, () -> {
            if (lives(mine)) {
                task.run();
            }
        });
    }

    public final void boot() {
        if (!alive) {
            alive = true;
            life++;
            booted();
        }
    }

    /** Ends at once, without any farewell of its own. */
    public final void crash() {
        if (alive) {
            alive = false;
            crashed();
            List<Pipe> open = new ArrayList<>(pipes);
            pipes.clear();
            open.forEach(pipe -> pipe.endedBy(this));
        }
    }

    protected abstract void booted();

    /** Only durable things may be left after this. */
    protected abstract void crashed();

    final void attach(Pipe pipe) {
        pipes.add(pipe);
    }

    final void detach(Pipe pipe) {
        pipes.remove(pipe);
    }
}
