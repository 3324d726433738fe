package io.crj.coordinator.log;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the transactions that hold back the readers of a partition and that nobody will ever end: the partition has them
 * open, the transaction coordinator has not. They are what {@link KafkaWitness} is about; nobody was told of their records,
 * so that ending them as aborted is right.
 */
final class KafkaHang {

    private static final Set<TransactionState> ENDED =
            Set.of(TransactionState.EMPTY, TransactionState.COMPLETE_COMMIT, TransactionState.COMPLETE_ABORT);

    private final Admin admin;
    private final TopicPartition partition;

    KafkaHang(Admin admin, TopicPartition partition) {
        this.admin = admin;
        this.partition = partition;
    }

    /** The transactional ids of those that hang. */
    List<String> ids() throws ExecutionException, InterruptedException {
        Map<Long, Long> open = openTransactions(admin, partition);
        if (open.isEmpty()) {
            return List.of();
        }
        Collection<TransactionListing> known = admin.listTransactions(
                        new ListTransactionsOptions().filterProducerIds(open.keySet()))
                .all()
                .get();
        // Asked in this order: what was open before, is not going to be ended, and is still open.
        Map<Long, Long> still = openTransactions(admin, partition);
        return known.stream()
                .filter(listed -> ENDED.contains(listed.state()))
                .filter(listed -> open.get(listed.producerId()).equals(still.get(listed.producerId())))
                .map(TransactionListing::transactionalId)
                .toList();
    }

    /** Where the open transaction of each producer that has one begins. */
    static Map<Long, Long> openTransactions(Admin admin, TopicPartition partition)
            throws ExecutionException, InterruptedException {
        return admin.describeProducers(List.of(partition)).partitionResult(partition).get().activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .collect(
                        Collectors.toMap(ProducerState::producerId, producer -> producer.currentTransactionStartOffset()
                                .getAsLong()));
    }

    /** What is written, and aborted with all that hangs of the same producer: only those who read everything see it. */
    static ProducerRecord<String, byte[]> trace(TopicPartition partition, String id) {
        return new ProducerRecord<>(partition.topic(), partition.partition(), id, null);
    }

    static boolean isTrace(ConsumerRecord<String, byte[]> record, String id) {
        return id.equals(record.key()) && record.value() == null;
    }
}
