package io.crj.chaos.simulation.part;

import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.MigrationMachine;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.Step;

/** What thinks for a coordinator: production's machine, or one with a seeded bug around it. */
public interface CoordinatorMind {

    Step start(long nowNanos);

    Step recover(Remembered found, long nowNanos);

    Step on(Migration migration, MigrationInput input, long nowNanos);

    /** Production's. */
    static CoordinatorMind real() {
        MigrationMachine machine = new MigrationMachine(Samples.PLAN);
        return new CoordinatorMind() {
            @Override
            public Step start(long nowNanos) {
                return machine.start(nowNanos);
            }

            @Override
            public Step recover(Remembered found, long nowNanos) {
                return machine.recover(found, nowNanos);
            }

            @Override
            public Step on(Migration migration, MigrationInput input, long nowNanos) {
                return machine.on(migration, input, nowNanos);
            }
        };
    }
}
