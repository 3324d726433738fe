package io.crj.coordinator.log;

import io.crj.coordinator.kafka.KafkaSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;

/**
 * A transactional producer whose id belongs to one migration. Opening it ends whatever a former one left open and fences
 * that one off: nothing it does is ever committed from then on.
 */
final class KafkaLead implements AutoCloseable {

    private static final int BLOCK_MILLIS = 8_000;
    private static final int REQUEST_MILLIS = 3_000;
    private static final int DELIVERY_MILLIS = 7_000;

    /** How long an owner that was killed in the middle of a transaction holds back those who read. */
    private static final int TRANSACTION_MILLIS = 10_000;

    private final String topic;
    private final String id;
    private final Producer<String, byte[]> producer;
    private final KafkaWitness witness;

    /** Somebody else has opened the same migration's producer since. */
    static final class FencedException extends Exception {

        private static final long serialVersionUID = 1L;

        FencedException(KafkaException cause) {
            super(cause);
        }
    }

    private KafkaLead(String topic, String id, Producer<String, byte[]> producer, KafkaWitness witness) {
        this.topic = topic;
        this.id = id;
        this.producer = producer;
        this.witness = witness;
    }

    /** Blocks until Kafka has fenced the former one off; throws {@link KafkaException}. */
    static KafkaLead open(String bootstrap, String topic, String migrationId) {
        return reopen(bootstrap, topic, topic + "." + migrationId);
    }

    /** Like {@link #open}, by its transactional id. */
    static KafkaLead reopen(String bootstrap, String topic, String id) {
        Map<String, Object> settings = KafkaSettings.producer(bootstrap);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        Producer<String, byte[]> producer = new KafkaProducer<>(settings);
        try {
            producer.initTransactions();
            return new KafkaLead(topic, id, producer, new KafkaWitness(bootstrap, id));
        } catch (KafkaException failed) {
            producer.close(Duration.ZERO);
            throw failed;
        }
    }

    /** Its transactional id. */
    String id() {
        return id;
    }

    /** One record, one transaction, known to its partition; after a {@link KafkaException} it may be committed or not. */
    void write(LoggedMigration record) throws FencedException {
        try {
            producer.beginTransaction();
            Future<RecordMetadata> written = producer.send(new ProducerRecord<>(
                    topic, record.id(), LogCodec.encode(record).getBytes(StandardCharsets.UTF_8)));
            producer.commitTransaction();
            witness.await(place(written));
        } catch (KafkaException failed) {
            if (isFenced(failed)) {
                throw new FencedException(failed);
            }
            throw failed;
        }
    }

    /** A marker in a partition ends whatever the producer has open there: this one says abort. */
    void abortWhatHangs(TopicPartition partition) {
        producer.beginTransaction();
        producer.send(KafkaHang.trace(partition, id));
        producer.flush();
        producer.abortTransaction();
    }

    private static RecordMetadata place(Future<RecordMetadata> written) {
        try {
            return written.get();
        } catch (ExecutionException failed) {
            throw new KafkaException("a record was not written", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptException(interrupted);
        }
    }

    /** An invalid state is what the coordinator answers to one whose transaction the next one has aborted just now. */
    private static boolean isFenced(Throwable failure) {
        return failure instanceof ProducerFencedException
                || failure instanceof InvalidTxnStateException
                || failure instanceof InvalidProducerEpochException
                || (failure.getCause() != null && isFenced(failure.getCause()));
    }

    @Override
    public void close() {
        witness.close();
        producer.close(Duration.ZERO);
    }
}
