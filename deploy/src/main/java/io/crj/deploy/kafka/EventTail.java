package io.crj.deploy.kafka;

import io.crj.deploy.client.StopCondition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the migration events in a Kafka topic, oldest first, one line each, as they arrive. */
@Command(name = "events", description = "Prints the events of a Kafka topic as they arrive.")
public final class EventTail implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    @Option(
            names = "--kafka",
            required = true,
            defaultValue = "${CRJ_KAFKA}",
            description = "Broker as host:port (default from CRJ_KAFKA).")
    private String broker;

    @Option(names = "--topic", defaultValue = "crj.events", description = "Topic (default ${DEFAULT-VALUE}).")
    private String topic;

    @Option(names = "--count", defaultValue = "0", description = "Stop after that many events (default: no limit).")
    private long limit;

    @Mixin
    private StopCondition stop;

    @Override
    public Integer call() {
        long seen = 0;
        try (Consumer<String, String> consumer = new KafkaConsumer<>(settings())) {
            assignTopic(consumer);
            while (!stop.reached() && (limit == 0 || seen < limit)) {
                for (ConsumerRecord<String, String> event : consumer.poll(POLL)) {
                    System.out.println(event.value());
                    seen++;
                }
            }
        }
        return limit == 0 || seen >= limit ? 0 : 1;
    }

    private Map<String, Object> settings() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    }

    /** Asking for a topic that nobody has written to yet makes the broker create it, which takes a moment. */
    private void assignTopic(Consumer<String, String> consumer) {
        while (consumer.assignment().isEmpty() && !stop.reached()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
        }
        consumer.seekToBeginning(consumer.assignment());
    }
}
