package io.crj.chaos.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.simulation.fault.FaultKind;
import io.crj.chaos.simulation.fault.Variant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The promises of the protocol, in a hundred thousand schedules; another set with -Dcrj.sim.seed and -Dcrj.sim.runs. */
class SimulationTest {

    private static final long SEED = Long.getLong("crj.sim.seed", 1);
    private static final long RUNS = Long.getLong("crj.sim.runs", 100_000);

    @Test
    void shouldKeepEveryPromiseInEverySchedule() throws InterruptedException {
        System.out.printf("simulation: seed %d, %,d schedules%n", SEED, RUNS);
        Figures figures = new Campaign(SEED, RUNS, () -> Variant.PRODUCTION)
                .run(Runtime.getRuntime().availableProcessors(), begun -> {});
        System.out.println(figures.report());
        assertThat(figures.violations())
                .as("see one step by step: deploy/simulate.sh --replay SEED")
                .isEmpty();
        assertThat(figures.strikes()).as("each kind of fault struck").containsOnlyKeys(FaultKind.values());
        assertThat(figures.ends())
                .as("every end is reached, else nothing is proved")
                .containsKeys(
                        "runs on the target",
                        "runs on the target, recovered",
                        "runs on the source",
                        "runs on the source, recovered",
                        "runs on the source, resolved by an operator",
                        "died with the target's host");
    }

    @Test
    void shouldDoTheSameAgainForTheSameSeed() {
        for (long seed = SEED; seed < SEED + 50; seed++) {
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            Outcome outcome = Simulation.run(seed, Variant.PRODUCTION, first::add);
            assertThat(Simulation.run(seed, Variant.PRODUCTION, second::add)).isEqualTo(outcome);
            assertThat(second).isEqualTo(first).isNotEmpty();
        }
    }
}
