package io.crj.chaos.simulation.bug;

import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.part.CoordinatorMind;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationEffect;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Bugs around the coordinator's machine. */
final class CoordinatorBugs {

    private CoordinatorBugs() {}

    /** Tells COMMIT while it is being written. */
    static Variant tellsBeforeItIsDurable() {
        return around(real -> new Around(real) {
            @Override
            public Step on(Migration migration, MigrationInput input, long now) {
                Step step = real.on(migration, input, now);
                if (!step.effects().contains(new MigrationEffect.WriteDecision(Decision.COMMIT))) {
                    return step;
                }
                Step told = real.on(step.next(), new MigrationInput.DecisionWritten(Decision.COMMIT), now);
                return joined(step, told);
            }
        });
    }

    /** Tells both sides COMMIT at once. */
    static Variant reapsBeforeTheTargetRuns() {
        return around(real -> new Around(real) {
            @Override
            public Step on(Migration migration, MigrationInput input, long now) {
                Step step = real.on(migration, input, now);
                if (!step.effects().contains(new MigrationEffect.Commit(Side.TARGET))) {
                    return step;
                }
                List<MigrationEffect> effects = new ArrayList<>(step.effects());
                effects.add(new MigrationEffect.Commit(Side.SOURCE));
                return new Step(step.next(), effects, step.events());
            }
        });
    }

    /** Takes over without looking for a decision: ABORT it is. */
    static Variant forgetsTheDecision() {
        return around(real -> new Around(real) {
            @Override
            public Step recover(Remembered found, long now) {
                return real.recover(new Remembered(Decision.ABORT, found.term()), now);
            }
        });
    }

    /** Takes over, and takes a log that is full for one that says ABORT. */
    static Variant takesAFullLogForAnAbort() {
        return around(real -> new Around(real) {
            private boolean tookOver;

            @Override
            public Step recover(Remembered found, long now) {
                tookOver = true;
                return real.recover(found, now);
            }

            @Override
            public Step on(Migration migration, MigrationInput input, long now) {
                boolean full = input instanceof MigrationInput.DecisionFailed failed && failed.nothingWritten();
                return real.on(
                        migration, full && tookOver ? new MigrationInput.DecisionWritten(Decision.ABORT) : input, now);
            }
        });
    }

    private static Step joined(Step first, Step second) {
        List<MigrationEffect> effects = new ArrayList<>(first.effects());
        effects.addAll(second.effects());
        List<MigrationEvent> events = new ArrayList<>(first.events());
        events.addAll(second.events());
        return new Step(second.next(), effects, events);
    }

    private static Variant around(UnaryOperator<CoordinatorMind> bug) {
        return new Variant() {
            @Override
            public CoordinatorMind coordinator(CoordinatorMind real) {
                return bug.apply(real);
            }
        };
    }

    /** Production's, to be changed in one place. */
    private abstract static class Around implements CoordinatorMind {
        private final CoordinatorMind real;

        Around(CoordinatorMind real) {
            this.real = real;
        }

        @Override
        public Step start(long now) {
            return real.start(now);
        }

        @Override
        public Step recover(Remembered found, long now) {
            return real.recover(found, now);
        }

        @Override
        public Step on(Migration migration, MigrationInput input, long now) {
            return real.on(migration, input, now);
        }
    }
}
