package io.crj.agent.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.machine.SourceEffect.Reap;
import io.crj.agent.machine.TargetEffect.Resume;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any inputs in any order, and crashes: what must never happen does not. */
class RandomWalkTest {

    private static final int WALKS = 20_000;
    private static final int STEPS = 30;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldKeepTheFrozenTreeFromTheVoteToTheDecision(long seed) {
        Random random = new Random(seed);
        int voted = 0;
        int reaped = 0;
        for (int walk = 0; walk < WALKS; walk++) {
            SourceDriver driver = new SourceDriver();
            SourceState durable = SourceState.UNKNOWN;
            boolean vote = false;
            for (int step = 0; step < STEPS; step++) {
                SourceState before = driver.source.state();
                if (durable != SourceState.UNKNOWN && random.nextInt(30) == 0) {
                    driver.recovered(durable, true);
                    vote |= durable == SourceState.PREPARED;
                    assertThat(durable != SourceState.PREPARED || driver.effects.isEmpty())
                            .isTrue();
                    continue;
                }
                SourceInput input = sourceInput(random, driver.source);
                if (input instanceof SourceInput.Recorded recorded) {
                    durable = recorded.state();
                }
                driver.now += random.nextInt(20_000);
                driver.give(input);
                if (before == SourceState.PREPARED && driver.source.state() == SourceState.UNDOING) {
                    assertThat(input).isInstanceOf(SourceInput.Abort.class);
                }
                if (driver.effects.contains(SourceDriver.done(Ask.FREEZE))) {
                    assertThat(durable).isIn(SourceState.PREPARED, SourceState.REAPING, SourceState.REAPED);
                    vote = true;
                }
                if (driver.effects.contains(new Reap())) {
                    assertThat(durable).isEqualTo(SourceState.REAPING);
                    reaped++;
                }
            }
            voted += vote ? 1 : 0;
        }
        assertThat(voted).isGreaterThan(WALKS / 50);
        assertThat(reaped).isGreaterThan(WALKS / 200);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNeverCallLostWhatMayHaveRunNorRunWhatIsLost(long seed) {
        Random random = new Random(seed);
        int resumed = 0;
        int lost = 0;
        for (int walk = 0; walk < WALKS; walk++) {
            TargetDriver driver = new TargetDriver();
            TargetState durable = TargetState.UNKNOWN;
            boolean mayRun = false;
            boolean toldLost = false;
            for (int step = 0; step < STEPS; step++) {
                if (durable != TargetState.UNKNOWN && random.nextInt(30) == 0) {
                    driver.recovered(durable, mayRun ? VesselEvidence.GONE : VesselEvidence.HELD);
                } else {
                    TargetInput input = targetInput(random, driver.target, mayRun);
                    if (input instanceof TargetInput.Recorded recorded) {
                        durable = recorded.state();
                    }
                    driver.now += random.nextInt(20_000);
                    driver.give(input);
                }
                if (driver.effects.contains(new Resume())) {
                    assertThat(durable).isEqualTo(TargetState.RESUMING);
                    mayRun = true;
                    resumed++;
                }
                if (driver.faults().contains(Fault.VESSEL_LOST)) {
                    assertThat(durable).isIn(TargetState.ABORTED, TargetState.LOST);
                    toldLost = true;
                    lost++;
                }
                assertThat(mayRun && toldLost).isFalse();
                assertThat(mayRun && driver.target.state() == TargetState.UNDOING)
                        .isFalse();
            }
        }
        assertThat(resumed).isGreaterThan(WALKS / 200);
        assertThat(lost).isGreaterThan(WALKS / 50);
    }

    private static SourceInput sourceInput(Random random, Source source) {
        SourceState recording = source.held().recording();
        if (recording != null && random.nextInt(3) > 0) {
            return random.nextInt(12) == 0
                    ? new SourceInput.RecordFailed(recording, "no space")
                    : new SourceInput.Recorded(recording);
        }
        List<SourceInput> likely = List.of(
                new SourceInput.Start(),
                new SourceInput.Opened(),
                new SourceInput.Round(source.rounds() + 1),
                new SourceInput.RoundDone(source.rounds() + 1),
                new SourceInput.Freeze(SourceDriver.MAX_FREEZE_NANOS * 3),
                new SourceInput.Sent(),
                SourceDriver.commit(),
                new SourceInput.Reaped(),
                new SourceInput.Undone(),
                new SourceInput.Tick());
        List<SourceInput> rare = List.of(
                SourceDriver.abort(),
                new SourceInput.CoordinatorLost("gone"),
                new SourceInput.StreamLost("gone"),
                new SourceInput.AgentEnding("ended"),
                new SourceInput.Failed(
                        SourceInput.Work.values()[random.nextInt(SourceInput.Work.values().length)],
                        Fault.FAILED,
                        "failed"));
        List<SourceInput> from = random.nextInt(20) == 0 ? rare : likely;
        return from.get(random.nextInt(from.size()));
    }

    private static TargetInput targetInput(Random random, Target target, boolean mayRun) {
        TargetState recording = target.held().recording();
        if (recording != null && random.nextInt(3) > 0) {
            return random.nextInt(12) == 0
                    ? new TargetInput.RecordFailed(recording, "no space")
                    : new TargetInput.Recorded(recording);
        }
        List<TargetInput> likely = List.of(
                new TargetInput.Prepare(),
                new TargetInput.Prepared(),
                new TargetInput.AwaitReady(),
                new TargetInput.ImageComplete(),
                new TargetInput.VesselComplete(),
                new TargetInput.Resumed(),
                new TargetInput.Undone(),
                new TargetInput.Tick());
        List<TargetInput> rare = List.of(
                TargetDriver.commit(),
                TargetDriver.abort(),
                mayRun ? new TargetInput.Tick() : new TargetInput.VesselLost("killed"),
                new TargetInput.CoordinatorLost("gone"),
                new TargetInput.StreamLost("gone"),
                new TargetInput.AgentEnding("ended"),
                new TargetInput.Failed(
                        TargetInput.Work.values()[random.nextInt(TargetInput.Work.values().length)],
                        Fault.FAILED,
                        "failed"));
        List<TargetInput> from = random.nextInt(12) == 0 ? rare : likely;
        return from.get(random.nextInt(from.size()));
    }
}
