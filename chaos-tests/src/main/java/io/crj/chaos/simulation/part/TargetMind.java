package io.crj.chaos.simulation.part;

import io.crj.agent.machine.Step;
import io.crj.agent.machine.Target;
import io.crj.agent.machine.TargetEffect;
import io.crj.agent.machine.TargetInput;
import io.crj.agent.machine.TargetMachine;
import io.crj.agent.machine.TargetState;
import io.crj.agent.machine.VesselEvidence;

/** What thinks for a target: production's machine, or one with a seeded bug around it. */
public interface TargetMind {

    Step<Target, TargetEffect, TargetState> on(Target target, TargetInput input, long nowNanos);

    Step<Target, TargetEffect, TargetState> recovered(TargetState durable, VesselEvidence evidence, long nowNanos);

    /** Production's. */
    static TargetMind real() {
        return new TargetMind() {
            @Override
            public Step<Target, TargetEffect, TargetState> on(Target target, TargetInput input, long nowNanos) {
                return TargetMachine.on(target, input, nowNanos);
            }

            @Override
            public Step<Target, TargetEffect, TargetState> recovered(
                    TargetState durable, VesselEvidence evidence, long nowNanos) {
                return TargetMachine.recovered(durable, "its agent ended", evidence, nowNanos);
            }
        };
    }
}
