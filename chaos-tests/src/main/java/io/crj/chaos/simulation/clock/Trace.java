package io.crj.chaos.simulation.clock;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** What happened, for people who replay a schedule; costs nothing while nobody listens. */
public final class Trace {

    private final Scheduler scheduler;
    private final Consumer<String> reader;

    /** @param reader gets each line; null: nobody reads */
    public Trace(Scheduler scheduler, Consumer<String> reader) {
        this.scheduler = scheduler;
        this.reader = reader;
    }

    public void say(String who, Supplier<Object> what) {
        if (reader != null) {
            reader.accept(String.format(
                    "%5d %9.3f s  %-11s %s", scheduler.steps(), scheduler.nowNanos() / 1e9, who, what.get()));
        }
    }
}
