package io.crj.chaos.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.KafkaMigrationLog;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLogException;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Decisions in a real broker's topic, with several coordinators that all live and all mean the same migration. */
@Timeout(300)
class KafkaDecisionsTest {

    private static final int RACES = 12;

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    private String topic;
    private KafkaMigrationLog first;
    private KafkaMigrationLog second;

    @BeforeAll
    static void start() throws IOException {
        broker = new KafkaBroker(folder);
        broker.start();
    }

    @BeforeEach
    void prepare(TestInfo test) {
        topic = "crj.decisions." + test.getTestMethod().orElseThrow().getName();
        first = new KafkaMigrationLog(broker.bootstrap(), topic);
        second = new KafkaMigrationLog(broker.bootstrap(), topic);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        broker.close();
    }

    @Test
    void shouldFenceOffTheFormerCoordinatorWhichThenFollows() {
        try (OwnedMigration former = first.begin(begun("m-1"));
                OwnedMigration next = second.takeOver("m-1", true).orElseThrow()) {
            CompletableFuture<Decision> followed = CompletableFuture.supplyAsync(() -> former.decide(Decision.COMMIT));

            assertThat(next.decide(Decision.ABORT)).isEqualTo(Decision.ABORT);
            assertThat(followed.join()).isEqualTo(Decision.ABORT);
            next.ended(MigrationState.ABORTED);
        }
        LoggedMigration found = first.find("m-1").orElseThrow();
        assertThat(found.decision()).isEqualTo(Decision.ABORT);
        assertThat(found.term()).isEqualTo(1);
        assertThat(found.outcome()).isEqualTo(MigrationState.ABORTED);
        assertThat(found.begun()).isEqualTo(begun("m-1"));
    }

    @Test
    void shouldFindADecisionWhenTakingOverAndKeepIt() {
        try (OwnedMigration former = first.begin(begun("m-1"))) {
            assertThat(former.decide(Decision.COMMIT)).isEqualTo(Decision.COMMIT);
            assertThat(second.takeOver("m-1", false))
                    .as("its coordinator lives")
                    .isEmpty();
            try (OwnedMigration next = second.takeOver("m-1", true).orElseThrow()) {
                assertThat(next.found().decision()).isEqualTo(Decision.COMMIT);
                assertThat(next.decide(Decision.ABORT)).isEqualTo(Decision.COMMIT);
            }
            assertThat(second.decide("m-1", Decision.ABORT)).isEqualTo(Decision.COMMIT);
            former.ended(MigrationState.DONE);
        }
        assertThat(second.find("m-1").orElseThrow().outcome()).isEqualTo(MigrationState.DONE);
    }

    @Test
    void shouldLetOnlyOneOfTwoDecideWhateverTheMoment() throws Exception {
        Set<Decision> seen = EnumSet.noneOf(Decision.class);
        for (int race = 0; race < RACES; race++) {
            String id = "m-" + race;
            try (OwnedMigration owner = first.begin(begun(id))) {
                CompletableFuture<Decision> cancelled =
                        CompletableFuture.supplyAsync(() -> second.decide(id, Decision.ABORT));
                TimeUnit.MILLISECONDS.sleep(race * 40L);
                Decision committed = owner.decide(Decision.COMMIT);

                assertThat(cancelled.get()).as(id).isEqualTo(committed);
                assertThat(first.find(id).orElseThrow().decision()).as(id).isEqualTo(committed);
                seen.add(committed);
            }
        }
        assertThat(seen).as("each came first somewhere").containsExactlyInAnyOrder(Decision.values());
    }

    @Test
    void shouldReadBehindATransactionThatSomebodyLeftOpen() {
        try (OwnedMigration former = first.begin(begun("m-1"));
                Producer<String, byte[]> stuck = new KafkaProducer<>(Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrap(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "stuck",
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        3_000,
                        ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
                        StringSerializer.class,
                        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
                        ByteArraySerializer.class))) {
            stuck.initTransactions();
            stuck.beginTransaction();
            stuck.send(new ProducerRecord<>(topic, "m-0", new byte[1]));
            stuck.flush();
            assertThat(former.decide(Decision.COMMIT)).isEqualTo(Decision.COMMIT);

            assertThat(second.decide("m-1", Decision.ABORT)).isEqualTo(Decision.COMMIT);
        }
    }

    @Test
    void shouldNotKnowWhenTheBrokerIsAwayAndAgreeWhenItIsBack() throws Exception {
        try (OwnedMigration owner = first.begin(begun("m-1"))) {
            broker.kill();
            assertThatThrownBy(() -> owner.decide(Decision.COMMIT))
                    .isInstanceOfSatisfying(MigrationLogException.class, failure -> assertThat(failure.nothingWritten())
                            .isFalse());

            broker.start();

            Decision held = answer(() -> owner.decide(Decision.ABORT));
            assertThat(answer(() -> second.decide("m-1", Decision.COMMIT))).isEqualTo(held);
            assertThat(answer(() -> owner.decide(Decision.ABORT))).isEqualTo(held);
        }
    }

    /** A broker that dies between the two halves of a commit may forget the second one. */
    @Test
    void shouldDecideBehindACommitOfWhichTheBrokerForgotTheHalf() throws Exception {
        try (OwnedMigration owner = first.begin(begun("m-1"))) {
            first.begin(begun("m-0")).close();
            broker.kill();
            broker.forgetLastMarker(topic);
            broker.start();

            assertThat(answer(() -> owner.decide(Decision.COMMIT))).isEqualTo(Decision.COMMIT);
            assertThat(answer(() -> second.decide("m-1", Decision.ABORT))).isEqualTo(Decision.COMMIT);
            assertThat(first.find("m-0"))
                    .as("what nobody may have been told of")
                    .isEmpty();
        }
    }

    /** The broker ends what it was killed in only when the transaction's time is over; until then nobody can read on. */
    private static Decision answer(Callable<Decision> question) {
        AtomicReference<Decision> answer = new AtomicReference<>();
        await().atMost(2, TimeUnit.MINUTES).untilAsserted(() -> {
            try {
                answer.set(question.call());
            } catch (MigrationLogException unanswered) {
                // As an assertion's failure it is tried again, and the last one told when the time is over.
                throw new AssertionError("no answer", unanswered);
            }
        });
        return answer.get();
    }

    private static Begun begun(String id) {
        return new Begun(
                id,
                new AgentAddress("hostA", 7070),
                new AgentAddress("hostB", 7070),
                42,
                "redis-server",
                Instant.parse("2026-01-02T03:04:05.678Z"));
    }
}
