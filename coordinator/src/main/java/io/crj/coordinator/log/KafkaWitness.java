package io.crj.coordinator.log;

import io.crj.coordinator.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Sees to it that what was committed can be read.
 *
 * <p>Kafka answers a commit when its transaction coordinator has noted it, before the partition has. A broker that dies in
 * between can forget the second half (seen with 4.4 and one node): the record can then never be read, and holds back all
 * that comes after it. So nobody is told of a record before its partition knows that it is committed.
 */
final class KafkaWitness implements AutoCloseable {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final String id;
    private final Admin admin;
    private final Consumer<String, byte[]> consumer;
    private final long producerId;

    /** @param id of a transactional producer that has been initialised; throws {@link KafkaException} */
    KafkaWitness(String bootstrap, String id) {
        this.id = id;
        Map<String, Object> settings = KafkaSettings.committedReader(bootstrap);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        this.admin = Admin.create(KafkaSettings.common(bootstrap));
        this.consumer = new KafkaConsumer<>(settings);
        try {
            this.producerId = answer(() -> admin.describeTransactions(List.of(id))
                    .description(id)
                    .get()
                    .producerId());
        } catch (KafkaException failed) {
            close();
            throw failed;
        }
    }

    /** Returns when a record is known to be committed; throws {@link KafkaException} when it may be or not. */
    void await(RecordMetadata written) {
        TopicPartition partition = new TopicPartition(written.topic(), written.partition());
        long deadlineNanos = System.nanoTime() + LIMIT_NANOS;
        while (answer(() -> isOpen(partition))) {
            requireTime(deadlineNanos, partition, written);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        // The partition's transaction has ended; as aborted only if somebody thought that it hung, who leaves a trace.
        consumer.assign(List.of(partition));
        consumer.seek(partition, written.offset());
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (consumer.position(partition) < end) {
            requireTime(deadlineNanos, partition, written);
            for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
                if (KafkaHang.isTrace(found, id)) {
                    throw new KafkaException("the record at offset " + written.offset() + " of " + partition
                            + " was aborted by somebody else");
                }
            }
        }
    }

    private boolean isOpen(TopicPartition partition) throws ExecutionException, InterruptedException {
        return KafkaHang.openTransactions(admin, partition).containsKey(producerId);
    }

    private static void requireTime(long deadlineNanos, TopicPartition partition, RecordMetadata written) {
        if (System.nanoTime() - deadlineNanos >= 0) {
            throw new KafkaException("a record was committed at offset " + written.offset() + " of " + partition
                    + ", but the partition does not know of it");
        }
    }

    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    private static <T> T answer(Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException failed) {
            throw new KafkaException(KafkaSettings.rootMessage(failed), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptException(interrupted);
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ZERO);
    }
}
