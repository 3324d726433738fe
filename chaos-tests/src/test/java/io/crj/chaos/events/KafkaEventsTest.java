package io.crj.chaos.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.publish.CloudEventCodec;
import io.crj.coordinator.publish.KafkaEventPublisher;
import io.crj.coordinator.publish.Outbox;
import io.crj.coordinator.publish.TimedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Events to a real broker that is there, comes late, or dies in between. */
@Timeout(240)
class KafkaEventsTest {

    private static final String TOPIC = "crj.events";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private KafkaBroker broker;
    private Outbox outbox;

    @BeforeEach
    void prepare() throws IOException {
        broker = new KafkaBroker(folder);
        outbox = new Outbox(
                new CloudEventCodec("desk"), () -> new KafkaEventPublisher(broker.bootstrap(), TOPIC), 1_000);
    }

    @AfterEach
    void stop() throws InterruptedException {
        broker.close();
    }

    @Test
    void shouldArriveInOrderAsCloudEventsKeyedByMigration() throws IOException {
        broker.start();
        for (long sequence = 1; sequence <= 50; sequence++) {
            outbox.accept(event("m-1", sequence));
            outbox.accept(event("m-2", sequence));
        }
        assertThat(outbox.close(PATIENCE).events()).isEmpty();

        List<ConsumerRecord<String, String>> records = read(100);

        assertThat(sequencesOf("m-1", records)).containsExactlyElementsOf(upTo(50));
        assertThat(sequencesOf("m-2", records)).containsExactlyElementsOf(upTo(50));
        assertThat(records).allSatisfy(record -> {
            JsonNode event = new ObjectMapper().readTree(record.value());
            assertThat(event.path("specversion").asText()).isEqualTo("1.0");
            assertThat(event.path("type").asText()).isEqualTo("io.crj.migration.rounds");
            assertThat(event.path("subject").asText()).isEqualTo(record.key());
            assertThat(new String(record.headers().lastHeader("content-type").value(), StandardCharsets.US_ASCII))
                    .startsWith("application/cloudevents+json");
        });
    }

    @Test
    void shouldArriveLaterInOrderWhenTheBrokerComesLate() throws IOException {
        for (long sequence = 1; sequence <= 20; sequence++) {
            outbox.accept(event("m-1", sequence));
        }

        broker.start();

        assertThat(outbox.close(PATIENCE).events()).isEmpty();
        assertThat(sequencesOf("m-1", read(20))).containsExactlyElementsOf(upTo(20));
    }

    @Test
    void shouldSurviveABrokerThatIsKilledAndComesBack() throws Exception {
        broker.start();
        for (long sequence = 1; sequence <= 10; sequence++) {
            outbox.accept(event("m-1", sequence));
        }
        assertThat(sequencesOf("m-1", read(10))).containsExactlyElementsOf(upTo(10));
        broker.kill();
        for (long sequence = 11; sequence <= 30; sequence++) {
            outbox.accept(event("m-1", sequence));
        }

        broker.start();

        assertThat(outbox.close(PATIENCE).events()).isEmpty();
        // A repetition is allowed, a gap or a wrong order is not.
        Set<Long> firsts = new LinkedHashSet<>(sequencesOf("m-1", read(30)));
        assertThat(firsts).containsExactlyElementsOf(upTo(30));
    }

    private static TimedEvent event(String migrationId, long sequence) {
        return new TimedEvent(
                new MigrationEvent(
                        migrationId,
                        sequence,
                        MigrationEvent.Kind.STATE,
                        MigrationState.PREPARING,
                        MigrationState.ROUNDS,
                        "the image stream is connected",
                        Map.of()),
                Instant.now());
    }

    /** At least {@code count} records from the beginning. */
    private List<ConsumerRecord<String, String>> read(int count) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap(),
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        try (Consumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = List.of(new TopicPartition(TOPIC, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (records.size() < count && System.nanoTime() - deadlineNanos < 0) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static List<Long> sequencesOf(String migrationId, List<ConsumerRecord<String, String>> records) {
        return records.stream()
                .filter(record -> record.key().equals(migrationId))
                .map(record -> sequence(record.value()))
                .toList();
    }

    private static long sequence(String json) {
        try {
            return new ObjectMapper()
                    .readTree(json)
                    .path("data")
                    .path("sequence")
                    .asLong();
        } catch (IOException malformed) {
            throw new AssertionError("no JSON: " + json, malformed);
        }
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }
}
