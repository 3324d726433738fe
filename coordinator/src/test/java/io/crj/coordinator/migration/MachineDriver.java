package io.crj.coordinator.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Feeds a machine with a hand-moved clock and remembers what came out. */
final class MachineDriver {

    final MigrationMachine machine;
    final List<MigrationEvent> events = new ArrayList<>();
    final List<MigrationEffect> allEffects = new ArrayList<>();
    Migration migration;
    long nowNanos = Long.MAX_VALUE - 1000;

    MachineDriver() {
        this(false);
    }

    MachineDriver(boolean preflightOnly) {
        machine = new MigrationMachine(
                new MigrationPlan("m-1", preflightOnly, RoundPolicy.DEFAULT, MigrationLimits.DEFAULT));
        take(machine.start(nowNanos));
    }

    /** One that takes over what the log holds. */
    static MachineDriver takingOver(Decision found, int term) {
        MachineDriver driver = new MachineDriver();
        driver.events.clear();
        driver.allEffects.clear();
        driver.take(driver.machine.recover(new Remembered(found, term), driver.nowNanos));
        return driver;
    }

    /** Gives one input and returns the effects it had. */
    List<MigrationEffect> on(MigrationInput input) {
        return take(machine.on(migration, input, nowNanos));
    }

    List<MigrationEffect> afterSeconds(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
        return on(new MigrationInput.Tick());
    }

    /** Leads a fresh machine to {@code state} by the shortest way without failures before the votes. */
    MachineDriver to(MigrationState state) {
        List<MigrationInput> way = List.of(
                new MigrationInput.SourceInspected(Figures.FACTS),
                new MigrationInput.TargetInspected(List.of()),
                new MigrationInput.BegunWritten(),
                new MigrationInput.TargetPrepared(7071),
                new MigrationInput.SourceStarted(),
                new MigrationInput.RoundDone(Figures.round(1, 16, 100)),
                new MigrationInput.Prepared(Figures.FREEZE),
                new MigrationInput.Ready(),
                new MigrationInput.DecisionWritten(Decision.COMMIT),
                new MigrationInput.Resumed(Figures.ARRIVAL),
                new MigrationInput.Reaped());
        for (MigrationInput input : way) {
            if (migration.state() == state) {
                return this;
            }
            on(input);
        }
        if (migration.state() != state) {
            throw new IllegalArgumentException("no straight way to " + state);
        }
        return this;
    }

    MigrationState state() {
        return migration.state();
    }

    private List<MigrationEffect> take(Step step) {
        migration = step.next();
        events.addAll(step.events());
        allEffects.addAll(step.effects());
        return step.effects();
    }
}
