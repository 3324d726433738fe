package io.crj.coordinator.kafka;

import io.crj.wire.WireException;
import io.crj.wire.pki.SecretFiles;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Settings of clients that live for seconds and say in their own words when a broker is away. */
public final class KafkaSettings {

    /** The environment's variable that names a file of Kafka client properties. */
    public static final String FILE = "CRJ_KAFKA_CONFIG";

    private static final int REQUEST_MILLIS = 5_000;
    private static final int RECONNECT_MILLIS = 500;

    private KafkaSettings() {}

    /** Of any client; what the file that {@value #FILE} names says of security comes first. */
    public static Map<String, Object> common(String bootstrapServers) {
        Map<String, Object> settings = new HashMap<>(ofFile(System.getenv(FILE)));
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS);
        // A command that lives for seconds is not observed through JMX.
        settings.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    /**
     * Client properties in a file, such as {@code security.protocol=SSL} and what it needs; nobody else may read it.
     *
     * @param file null for none
     * @throws KafkaException when it cannot be used
     */
    static Map<String, String> ofFile(String file) {
        if (file == null || file.isBlank()) {
            return Map.of();
        }
        Path path = Path.of(file);
        Properties read = new Properties();
        try {
            SecretFiles.check(path);
        } catch (WireException unsafe) {
            throw new KafkaException(unsafe.getMessage());
        }
        try (Reader reader = Files.newBufferedReader(path)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException garbled) {
            throw new KafkaException(path + ", named by " + FILE + ", is no file of properties");
        }
        return read.stringPropertyNames().stream().collect(Collectors.toMap(name -> name, read::getProperty));
    }

    /** Of a producer of keyed bytes that are acknowledged by all replicas, in order and once. */
    public static Map<String, Object> producer(String bootstrapServers) {
        Map<String, Object> settings = common(bootstrapServers);
        settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return settings;
    }

    /** Of a reader of keyed bytes that sees what is committed, in no group. */
    public static Map<String, Object> committedReader(String bootstrapServers) {
        Map<String, Object> settings = common(bootstrapServers);
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    /** The sentence at the bottom of a chain of causes. */
    public static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
