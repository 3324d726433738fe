package io.crj.chaos.simulation.clock;

import java.util.PriorityQueue;

/** Runs what was planned, one thing after the other; time jumps from each to the next. */
public final class Scheduler {

    private record Planned(long atNanos, long order, Runnable task) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime == 0 ? Long.compare(order, other.order) : byTime;
        }
    }

    private final PriorityQueue<Planned> plan = new PriorityQueue<>(64);
    private long nowNanos;
    private long planned;
    private long steps;

    public void after(long nanos, Runnable task) {
        plan.add(new Planned(nowNanos + nanos, planned++, task));
    }

    /** Runs the next thing; false when nothing is left. */
    public boolean step() {
        Planned next = plan.poll();
        if (next == null) {
            return false;
        }
        nowNanos = next.atNanos;
        steps++;
        next.task.run();
        return true;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** How many things were run so far. */
    public long steps() {
        return steps;
    }
}
