package io.crj.coordinator.log;

import io.crj.coordinator.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the compacted topic of the log, and makes it where it is missing. */
final class KafkaTopic {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopic.class);
    private static final int ADMIN_MILLIS = 15_000;
    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than a foreign transaction can stay open and hold back what comes after it. */
    private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(25);

    /** How long nothing new can be read before it is asked whether that will ever end. */
    private static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final String bootstrap;
    private final String topic;

    KafkaTopic(String bootstrap, String topic) {
        this.bootstrap = bootstrap;
        this.topic = topic;
    }

    /** Makes the topic; one that is there must be compacted, else Kafka would forget decisions after a while. */
    void ensure() {
        try (Admin admin = admin()) {
            NewTopic wanted = new NewTopic(topic, Optional.of(1), Optional.empty())
                    .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            try {
                admin.createTopics(List.of(wanted)).all().get();
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof TopicExistsException)) {
                    throw failed;
                }
                requireCompacted(admin);
            }
        } catch (ExecutionException | KafkaException failed) {
            throw failure(failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /**
     * All migrations, as of now at least: everything that was committed before this call is in it, also what stands behind
     * a transaction that somebody left open, which is waited for. One that nobody will end is ended.
     *
     * @param own the lead of whoever reads, or null: another one of the same migration would fence it
     */
    Map<String, LoggedMigration> read(KafkaLead own) {
        try (Admin admin = admin();
                Consumer<String, byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = ends(admin);
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            Map<String, LoggedMigration> found = new LinkedHashMap<>();
            long deadlineNanos = System.nanoTime() + READ_NANOS;
            long hangNanos = System.nanoTime() + HANG_NANOS;
            while (isBehind(consumer, ends)) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    throw new MigrationLogException(
                            "topic " + topic + " at " + bootstrap + " could not be read to its end", false, null);
                }
                ConsumerRecords<String, byte[]> read = consumer.poll(POLL);
                read.forEach(record -> take(found, record.key(), record.value()));
                if (!read.isEmpty()) {
                    hangNanos = System.nanoTime() + HANG_NANOS;
                } else if (System.nanoTime() - hangNanos >= 0) {
                    endWhatHangs(admin, ends.keySet(), own);
                    hangNanos = System.nanoTime() + HANG_NANOS;
                }
            }
            return found;
        } catch (ExecutionException | KafkaException failed) {
            throw failure(failed);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static boolean isBehind(Consumer<String, byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private void endWhatHangs(Admin admin, Set<TopicPartition> partitions, KafkaLead own)
            throws ExecutionException, InterruptedException {
        for (TopicPartition partition : partitions) {
            for (String id : new KafkaHang(admin, partition).ids()) {
                LOG.warn(
                        "{}: nobody will end a transaction of {}, which nobody was told of; aborting it",
                        partition,
                        id);
                if (own != null && own.id().equals(id)) {
                    own.abortWhatHangs(partition);
                } else {
                    try (KafkaLead former = KafkaLead.reopen(bootstrap, topic, id)) {
                        former.abortWhatHangs(partition);
                    }
                }
            }
        }
    }

    MigrationLogException failure(Exception cause) {
        return new MigrationLogException(
                "topic " + topic + " at " + bootstrap + ": " + KafkaSettings.rootMessage(cause), false, cause);
    }

    MigrationLogException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new MigrationLogException("interrupted while reading topic " + topic, false, cause);
    }

    private static void take(Map<String, LoggedMigration> found, String key, byte[] value) {
        LoggedMigration record = value == null ? null : LogCodec.decode(new String(value, StandardCharsets.UTF_8));
        if (record != null) {
            found.put(key, record);
        } else {
            found.remove(key);
        }
    }

    /** Up to where replicas have it, not only up to the first open transaction as a reader of committed data sees it. */
    private Map<TopicPartition, Long> ends(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted =
                admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    private void requireCompacted(Admin admin) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        String policy = admin.describeConfigs(List.of(resource))
                .all()
                .get()
                .get(resource)
                .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                .value();
        if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
            throw new MigrationLogException(
                    "topic " + topic + " at " + bootstrap + " has cleanup.policy=" + policy
                            + ", so that decisions would be forgotten: set it to compact",
                    false,
                    null);
        }
    }

    private Admin admin() {
        Map<String, Object> settings = KafkaSettings.common(bootstrap);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
        return Admin.create(settings);
    }

    private Consumer<String, byte[]> consumer() {
        Map<String, Object> settings = KafkaSettings.committedReader(bootstrap);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_MILLIS);
        return new KafkaConsumer<>(settings);
    }
}
