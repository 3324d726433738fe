package io.crj.coordinator.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.coordinator.migration.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDecisionLogTest {

    @TempDir
    private Path folder;

    private Path file;
    private FileDecisionLog log;

    @BeforeEach
    void open() {
        file = folder.resolve("state/decisions.log");
        log = new FileDecisionLog(file);
    }

    @Test
    void shouldKeepTheFirstDecision() throws IOException {
        assertThat(log.decide("m-1", Decision.COMMIT)).isEqualTo(Decision.COMMIT);
        assertThat(log.decide("m-10", Decision.ABORT)).isEqualTo(Decision.ABORT);
        assertThat(log.decide("m-1", Decision.ABORT)).isEqualTo(Decision.COMMIT);

        assertThat(new FileDecisionLog(file).decide("m-10", Decision.COMMIT)).isEqualTo(Decision.ABORT);
        assertThat(file).hasContent("m-1 COMMIT\nm-10 ABORT\n");
    }

    @Test
    void shouldCutOffALineThatWasNeverFinished() throws IOException {
        log.prepare();
        Files.writeString(file, "m-1 ABORT\nm-2 COMM");

        assertThat(log.decide("m-2", Decision.ABORT)).isEqualTo(Decision.ABORT);
        assertThat(file).hasContent("m-1 ABORT\nm-2 ABORT\n");
    }

    @Test
    void shouldKnowThatNothingWasWrittenWhereNothingCanBe() throws IOException {
        Files.writeString(folder.resolve("state"), "a file where the folder should be");

        assertThatThrownBy(() -> log.decide("m-1", Decision.COMMIT))
                .isInstanceOfSatisfying(DecisionLogException.class, failure -> assertThat(failure.nothingWritten())
                        .isTrue())
                .hasMessageContaining(file.toString());
    }
}
