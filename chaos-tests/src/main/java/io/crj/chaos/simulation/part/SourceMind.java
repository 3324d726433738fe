package io.crj.chaos.simulation.part;

import io.crj.agent.machine.Source;
import io.crj.agent.machine.SourceEffect;
import io.crj.agent.machine.SourceInput;
import io.crj.agent.machine.SourceMachine;
import io.crj.agent.machine.SourceState;
import io.crj.agent.machine.Step;

/** What thinks for a source: production's machine, or one with a seeded bug around it. */
public interface SourceMind {

    Step<Source, SourceEffect, SourceState> on(Source source, SourceInput input, long nowNanos);

    Step<Source, SourceEffect, SourceState> recovered(SourceState durable, long nowNanos);

    /** Production's. */
    static SourceMind real() {
        return new SourceMind() {
            @Override
            public Step<Source, SourceEffect, SourceState> on(Source source, SourceInput input, long nowNanos) {
                return SourceMachine.on(source, input, nowNanos);
            }

            @Override
            public Step<Source, SourceEffect, SourceState> recovered(SourceState durable, long nowNanos) {
                return SourceMachine.recovered(durable, "its agent ended", true, nowNanos);
            }
        };
    }
}
