package io.crj.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.harness.Json;
import io.crj.chaos.harness.LabExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sample of what {@code deploy/strangers.sh} does: the one that needs no more than python3. */
class StrangersTest {
    @RegisterExtension
    private final LabExtension labs = LabExtension.plain();

    @Test
    void shouldMovePoolOfProcessesThereAndBack() {
        JsonNode row = Json.lastObject(labs.lab().strangerThereAndBack("python"));
        assertThat(row.path("result").asText()).as(row.toString()).isEqualTo("there and back");
        assertThat(row.path("errors").asLong(-1)).isZero();
    }
}
