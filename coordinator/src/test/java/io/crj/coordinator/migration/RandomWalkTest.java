package io.crj.coordinator.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.coordinator.migration.MigrationEffect.Abort;
import io.crj.coordinator.migration.MigrationEffect.Commit;
import io.crj.coordinator.migration.MigrationInput.Aborted;
import io.crj.coordinator.migration.MigrationInput.AgentFailed;
import io.crj.coordinator.migration.MigrationInput.BegunFailed;
import io.crj.coordinator.migration.MigrationInput.BegunWritten;
import io.crj.coordinator.migration.MigrationInput.Cancel;
import io.crj.coordinator.migration.MigrationInput.DecisionFailed;
import io.crj.coordinator.migration.MigrationInput.DecisionWritten;
import io.crj.coordinator.migration.MigrationInput.Prepared;
import io.crj.coordinator.migration.MigrationInput.Ready;
import io.crj.coordinator.migration.MigrationInput.Reaped;
import io.crj.coordinator.migration.MigrationInput.Resumed;
import io.crj.coordinator.migration.MigrationInput.RoundDone;
import io.crj.coordinator.migration.MigrationInput.SourceInspected;
import io.crj.coordinator.migration.MigrationInput.SourceStarted;
import io.crj.coordinator.migration.MigrationInput.TargetInspected;
import io.crj.coordinator.migration.MigrationInput.TargetPrepared;
import io.crj.coordinator.migration.MigrationInput.Tick;
import io.crj.coordinator.migration.MigrationInput.VesselLost;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Walks the machine with inputs in any order, duplicated, late and lost, and checks the protocol's promises. */
class RandomWalkTest {

    private static final int WALKS = 20_000;
    private static final int STEPS = 60;

    private final Map<MigrationState, Integer> endings = new EnumMap<>(MigrationState.class);

    @Test
    void shouldKeepItsPromisesOnEveryWalk() {
        for (long seed = 1; seed <= WALKS; seed++) {
            walk(seed);
        }
        assertThat(endings)
                .as("the walks reach every ending, else they prove nothing")
                .containsKeys(
                        MigrationState.DONE, MigrationState.ABORTED, MigrationState.REFUSED, MigrationState.IN_DOUBT);
    }

    private void walk(long seed) {
        Random random = new Random(seed);
        Promises promises = new Promises(seed, random);
        MachineDriver driver = seed % 3 == 0 ? takingOver(promises, random) : new MachineDriver();
        for (int i = 0; i < STEPS && !driver.state().isTerminal(); i++) {
            driver.nowNanos += TimeUnit.MILLISECONDS.toNanos(random.nextInt(20) == 0 ? 20_000 : random.nextInt(4000));
            MigrationInput input = promises.honest(random.nextInt(10) < 6 ? fitting(driver, random) : any(random));
            promises.seen(input, driver.state());
            driver.on(input).forEach(effect -> promises.wanted(effect, driver));
        }
        promises.ended(driver);
        endings.merge(driver.state(), 1, Integer::sum);
    }

    /** Nobody knows how far the former coordinator was, but the log knows more than it did if that one still lives. */
    private static MachineDriver takingOver(Promises promises, Random random) {
        promises.frozen = true;
        promises.prepared = random.nextBoolean();
        promises.ready = random.nextBoolean();
        boolean commit = promises.prepared && promises.ready && random.nextBoolean();
        Decision seen = commit ? Decision.COMMIT : random.nextBoolean() ? Decision.ABORT : null;
        promises.held = seen;
        promises.former = true;
        MachineDriver driver = MachineDriver.takingOver(seen, 1);
        driver.allEffects.forEach(effect -> promises.wanted(effect, driver));
        return driver;
    }

    /** What an honest world might answer in this state. */
    private static MigrationInput fitting(MachineDriver driver, Random random) {
        boolean first = random.nextBoolean();
        return switch (driver.state()) {
            case PREFLIGHT ->
                first
                        ? new SourceInspected(Figures.FACTS)
                        : driver.migration.recorded() ? new BegunWritten() : new TargetInspected(List.of());
            case PREPARING -> first ? new TargetPrepared(1) : new SourceStarted();
            case ROUNDS -> {
                int number = driver.migration.rounds().size() + 1;
                yield new RoundDone(Figures.round(number, random.nextInt(256), 1 + random.nextInt(1000)));
            }
            case FREEZING, AWAITING_VOTES -> first ? new Prepared(Figures.FREEZE) : new Ready();
            case DECIDING -> new DecisionWritten(Decision.COMMIT);
            case ABORTING ->
                driver.migration.settlement().decision() == null
                        ? new DecisionWritten(Decision.ABORT)
                        : new Aborted(first ? Side.SOURCE : Side.TARGET);
            case COMMITTING_TARGET -> first ? new Resumed(Figures.ARRIVAL) : new VesselLost("lost");
            case RETURNING -> new Aborted(Side.SOURCE);
            default -> new Reaped();
        };
    }

    private static MigrationInput any(Random random) {
        Side side = random.nextBoolean() ? Side.SOURCE : Side.TARGET;
        Decision decision = random.nextBoolean() ? Decision.COMMIT : Decision.ABORT;
        List<MigrationInput> inputs = List.of(
                new Tick(),
                new Tick(),
                new Tick(),
                new Cancel(),
                new AgentFailed(side, "lost"),
                new BegunWritten(),
                new BegunFailed("full"),
                new VesselLost("lost"),
                new SourceInspected(Figures.FACTS),
                new TargetInspected(random.nextBoolean() ? List.of("no") : List.of()),
                new TargetPrepared(1),
                new SourceStarted(),
                new RoundDone(Figures.round(1 + random.nextInt(3), 100, 100)),
                new Prepared(Figures.FREEZE),
                new Ready(),
                new DecisionWritten(decision),
                new DecisionFailed(random.nextBoolean(), "full"),
                new Resumed(Figures.ARRIVAL),
                new Reaped(),
                new Aborted(side));
        return inputs.get(random.nextInt(inputs.size()));
    }

    /** The protocol's promises, checked after every step. */
    private static final class Promises {

        private final String walk;
        private final Random random;
        private final Deque<Decision> asked = new ArrayDeque<>();
        private Decision held;
        private boolean certainlyNothing;
        private boolean unknown;
        private boolean frozen;
        private boolean prepared;
        private boolean ready;
        private boolean resumed;
        private boolean targetTold;
        private boolean targetGaveUp;
        private boolean former;

        Promises(long seed, Random random) {
            walk = "seed " + seed;
            this.random = random;
        }

        /** A log answers only what it was asked, in order, and keeps the first decision; other inputs may be any. */
        MigrationInput honest(MigrationInput input) {
            if (!(input instanceof DecisionWritten || input instanceof DecisionFailed)) {
                return input;
            } else if (asked.isEmpty()) {
                return new Tick();
            }
            Decision wanted = asked.remove();
            if (held == null && random.nextInt(10) == 0) {
                held = prepared && ready && random.nextBoolean() ? Decision.COMMIT : Decision.ABORT;
            }
            if (input instanceof DecisionFailed failed) {
                held = held == null && !failed.nothingWritten() && random.nextBoolean() ? wanted : held;
                unknown |= !failed.nothingWritten() || held != null;
                certainlyNothing |= failed.nothingWritten() && held == null;
                return new DecisionFailed(failed.nothingWritten() && held == null, failed.message());
            }
            held = held == null ? wanted : held;
            return new DecisionWritten(held);
        }

        void seen(MigrationInput input, MigrationState state) {
            boolean voting = state == MigrationState.FREEZING || state == MigrationState.AWAITING_VOTES;
            prepared |= input instanceof Prepared && voting;
            ready |= input instanceof Ready && voting;
            resumed |= input instanceof Resumed && state == MigrationState.COMMITTING_TARGET;
            targetGaveUp |= input instanceof VesselLost && state == MigrationState.COMMITTING_TARGET;
            targetGaveUp |= input instanceof Aborted aborted
                    && aborted.side() == Side.TARGET
                    && state == MigrationState.ABORTING;
        }

        void wanted(MigrationEffect effect, MachineDriver driver) {
            if (effect instanceof Commit commit) {
                assertThat(held).as(walk + ": commit only after it was written").isEqualTo(Decision.COMMIT);
                assertThat(prepared && ready)
                        .as(walk + ": commit only with both votes")
                        .isTrue();
                assertThat(commit.side() == Side.TARGET || resumed)
                        .as(walk + ": source only after the target resumed")
                        .isTrue();
                targetTold = true;
            } else if (effect instanceof Abort abort && abort.side() == Side.SOURCE) {
                assertThat(targetGaveUp || !targetTold)
                        .as(walk + ": the source runs on only if the target does not run")
                        .isTrue();
                assertThat(held == Decision.ABORT || certainlyNothing || targetGaveUp || !frozen)
                        .as(walk + ": the source runs on only if nobody can commit")
                        .isTrue();
            } else if (effect instanceof Abort) {
                assertThat(held == Decision.ABORT || certainlyNothing || unknown)
                        .as(walk + ": the target gives up only without a COMMIT that is known")
                        .isTrue();
                assertThat(targetTold).as(walk + ": never after it was told").isFalse();
            } else if (effect instanceof MigrationEffect.WriteDecision write) {
                assertThat(write.decision() == Decision.ABORT
                                || driver.migration.votes().complete())
                        .as(walk + ": COMMIT is asked for only with both votes")
                        .isTrue();
                asked.add(write.decision());
            } else if (effect instanceof MigrationEffect.Freeze) {
                frozen = true;
            }
        }

        void ended(MachineDriver driver) {
            assertThat(driver.events)
                    .extracting(MigrationEvent::sequence)
                    .as(walk + ": no gap in the events")
                    .isEqualTo(sequence(former ? Remembered.SEQUENCES_PER_TERM : 0, driver.events.size()));
            if (driver.state() == MigrationState.DONE) {
                assertThat(resumed).as(walk).isTrue();
            } else if (driver.state() == MigrationState.ABORTED) {
                assertThat(resumed).as(walk).isFalse();
            }
        }

        private static List<Long> sequence(long before, int size) {
            List<Long> numbers = new ArrayList<>();
            for (long number = 1; number <= size; number++) {
                numbers.add(before + number);
            }
            return numbers;
        }
    }
}
