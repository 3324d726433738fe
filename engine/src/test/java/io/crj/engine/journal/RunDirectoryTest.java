package io.crj.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;

class RunDirectoryTest {

    @ParameterizedTest
    @NullAndEmptySource
    void shouldBeTheUsualOneWhenNobodyChose(String name) {
        assertThat(RunDirectory.chosenBy(name)).isEqualTo(Path.of("/run/crj"));
    }

    @Test
    void shouldBeTheOneThatWasNamed() {
        assertThat(RunDirectory.chosenBy("/run/user/../crj-own")).isEqualTo(Path.of("/run/crj-own"));
    }

    @Test
    void shouldRefuseOneThatDependsOnWhereItIsStarted() {
        assertThatThrownBy(() -> RunDirectory.chosenBy("run"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("CRJ_RUN_DIR is run,");
    }
}
