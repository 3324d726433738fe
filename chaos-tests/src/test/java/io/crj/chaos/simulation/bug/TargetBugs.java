package io.crj.chaos.simulation.bug;

import io.crj.agent.machine.Step;
import io.crj.agent.machine.Target;
import io.crj.agent.machine.TargetEffect;
import io.crj.agent.machine.TargetInput;
import io.crj.agent.machine.TargetState;
import io.crj.agent.machine.VesselEvidence;
import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.part.TargetMind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Bugs around the target's machine. */
final class TargetBugs {

    private TargetBugs() {}

    /** Records and tells its vote, and only then makes the vessel complete. */
    static Variant votesTooEarly() {
        return around(real -> new Around(real) {
            @Override
            public Step<Target, TargetEffect, TargetState> on(Target target, TargetInput input, long now) {
                Step<Target, TargetEffect, TargetState> step = real.on(target, input, now);
                if (!(input instanceof TargetInput.ImageComplete) || step.next().state() != TargetState.COMPLETING) {
                    return step;
                }
                Step<Target, TargetEffect, TargetState> vote =
                        real.on(step.next(), new TargetInput.VesselComplete(), now);
                return then(vote, step);
            }
        });
    }

    /** Resumes as soon as it has voted. */
    static Variant resumesWithoutDecision() {
        return around(real -> new Around(real) {
            @Override
            public Step<Target, TargetEffect, TargetState> on(Target target, TargetInput input, long now) {
                Step<Target, TargetEffect, TargetState> step = real.on(target, input, now);
                boolean voted =
                        target.state() == TargetState.COMPLETING && step.next().state() == TargetState.READY;
                return voted ? then(step, real.on(step.next(), new TargetInput.Commit(false), now)) : step;
            }
        });
    }

    /** After a crash it takes a tree that is gone for one that never ran. */
    static Variant certifiesWhatItCannotKnow() {
        return around(real -> new Around(real) {
            @Override
            public Step<Target, TargetEffect, TargetState> recovered(
                    TargetState durable, VesselEvidence evidence, long now) {
                boolean gone = evidence == VesselEvidence.GONE || evidence == VesselEvidence.HOST_RESTARTED;
                return real.recovered(durable, gone ? VesselEvidence.NEVER_RAN : evidence, now);
            }
        });
    }

    /** After a crash it takes a tree that is gone for one that ran. */
    static Variant believesThatItRan() {
        return around(real -> new Around(real) {
            @Override
            public Step<Target, TargetEffect, TargetState> recovered(
                    TargetState durable, VesselEvidence evidence, long now) {
                Step<Target, TargetEffect, TargetState> step = real.recovered(durable, evidence, now);
                return step.next().uncertain()
                        ? then(step, real.on(step.next(), new TargetInput.Commit(true), now))
                        : step;
            }
        });
    }

    /** The effects of the one, then those of the other; where it stands is where the later input led. */
    private static Step<Target, TargetEffect, TargetState> then(
            Step<Target, TargetEffect, TargetState> first, Step<Target, TargetEffect, TargetState> second) {
        List<TargetEffect> effects = new ArrayList<>(first.effects());
        effects.addAll(second.effects());
        Target last = first.next().held().recording() != null ? first.next() : second.next();
        return new Step<>(last, effects, List.of());
    }

    private static Variant around(UnaryOperator<TargetMind> bug) {
        return new Variant() {
            @Override
            public TargetMind target(TargetMind real) {
                return bug.apply(real);
            }
        };
    }

    /** Production's, to be changed in one place. */
    private abstract static class Around implements TargetMind {
        private final TargetMind real;

        Around(TargetMind real) {
            this.real = real;
        }

        @Override
        public Step<Target, TargetEffect, TargetState> on(Target target, TargetInput input, long now) {
            return real.on(target, input, now);
        }

        @Override
        public Step<Target, TargetEffect, TargetState> recovered(
                TargetState durable, VesselEvidence evidence, long now) {
            return real.recovered(durable, evidence, now);
        }
    }
}
