package io.crj.chaos.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A sample of the matrix that deploy/chaos.sh runs whole. */
class ChaosMatrixTest {
    private static final long SEED = 4711;
    private static final int RUNS = 44;

    @Test
    void shouldKeepOneCopyAndItsStreamWhateverFails() {
        System.out.println("seed " + SEED);
        List<Cell> cells = Cell.of(Fault.named(""), List.of(Step.values()));
        Report report =
                new Campaign(Cell.drawn(cells, SEED, RUNS), Path.of("target/chaos"), false, System.out::println).run();
        System.out.println(report.markdown() + report.summary());
        report.evidence().forEach(System.out::println);
        assertThat(report.failures()).isEmpty();
    }
}
