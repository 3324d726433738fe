package io.crj.coordinator.publish;

import io.crj.coordinator.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Events to a Kafka topic, keyed by migration id, so that one migration's events stay in one partition and in order.
 *
 * <p>The producer is idempotent and never gives up on a record it has taken, so it does not reorder either; a record may
 * arrive twice only when a coordinator ended while the broker was away, and then carries the same CloudEvent id.
 */
public final class KafkaEventPublisher implements EventPublisher {

    private static final int METADATA_WAIT_MILLIS = 2_000;

    private final String topic;
    private final Producer<String, byte[]> producer;

    /** Connects in the background; brokers that are away are no error. */
    public KafkaEventPublisher(String bootstrapServers, String topic) {
        this.topic = topic;
        try {
            producer = new KafkaProducer<>(settings(bootstrapServers));
        } catch (KafkaException unusable) {
            throw new EventDeliveryException(
                    "Kafka at " + bootstrapServers + ": " + KafkaSettings.rootMessage(unusable), unusable);
        }
    }

    @Override
    public int publish(List<EncodedEvent> events) throws InterruptedException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (EncodedEvent event : events) {
                Future<RecordMetadata> future = producer.send(record(event));
                sent.add(future);
                // Refused before it was queued: what follows must not overtake it.
                if (future.isDone()) {
                    break;
                }
            }
            return acknowledged(sent);
        } catch (InterruptException interrupted) {
            throw new InterruptedException(interrupted.getMessage());
        } catch (KafkaException failed) {
            throw new EventDeliveryException("Kafka: " + KafkaSettings.rootMessage(failed), failed);
        }
    }

    @Override
    public void close() {
        try {
            producer.close(Duration.ZERO);
        } catch (InterruptException hurry) {
            // It has given up everything by then.
            Thread.currentThread().interrupt();
        }
    }

    private static int acknowledged(List<Future<RecordMetadata>> sent) throws InterruptedException {
        int count = 0;
        for (Future<RecordMetadata> future : sent) {
            try {
                future.get();
                count++;
            } catch (ExecutionException failed) {
                if (count == 0) {
                    throw new EventDeliveryException(
                            "Kafka: " + failed.getCause().getMessage(), failed);
                }
                return count;
            }
        }
        return count;
    }

    private ProducerRecord<String, byte[]> record(EncodedEvent event) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, event.key(), event.json());
        record.headers().add("content-type", CloudEventCodec.CONTENT_TYPE.getBytes(StandardCharsets.US_ASCII));
        return record;
    }

    private static Map<String, Object> settings(String bootstrapServers) {
        Map<String, Object> settings = KafkaSettings.producer(bootstrapServers);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_WAIT_MILLIS);
        return settings;
    }
}
