package io.crj.coordinator.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CloudEventCodecTest {

    private final CloudEventCodec codec = new CloudEventCodec("desk 1");

    @Test
    void shouldEncodeAStateChange() throws IOException {
        EncodedEvent encoded = codec.encode(EventsOf.rounds("m-1", 3));

        assertThat(encoded.key()).isEqualTo("m-1");
        assertThat(encoded.json()).doesNotContain((byte) '\n');
        assertThat(new ObjectMapper().readTree(encoded.json())).isEqualTo(new ObjectMapper().readTree("""
                                {"specversion": "1.0", "id": "m-1/3", "source": "/crj/desk_1",
                                 "type": "io.crj.migration.rounds", "datacontenttype": "application/json",
                                 "subject": "m-1", "time": "2026-01-02T03:04:05.678Z",
                                 "data": {"sequence": 3, "from": "preparing", "to": "rounds", "code": 5,
                                          "reason": "the image stream is connected",
                                          "figures": {"bytesSent": 12}}}"""));
    }

    @Test
    void shouldEncodeARoundAndTheStart() throws IOException {
        JsonNode round = encode(MigrationEvent.Kind.ROUND, MigrationState.ROUNDS);
        JsonNode start = encode(MigrationEvent.Kind.STATE, null);

        assertThat(round.path("type").asText()).isEqualTo("io.crj.migration.round");
        assertThat(start.path("data").path("from").isNull()).isTrue();
    }

    private JsonNode encode(MigrationEvent.Kind kind, MigrationState from) throws IOException {
        MigrationEvent event =
                new MigrationEvent("m-1", 1, kind, from, MigrationState.ROUNDS, "because", Map.of("round", 1));
        return new ObjectMapper()
                .readTree(codec.encode(new TimedEvent(event, EventsOf.TIME)).json());
    }
}
