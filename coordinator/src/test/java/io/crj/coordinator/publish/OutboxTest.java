package io.crj.coordinator.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class OutboxTest {

    private static final Duration LINGER = Duration.ofSeconds(10);

    private final CloudEventCodec codec = new CloudEventCodec("desk");
    private final List<Boolean> closedInPeace = new CopyOnWriteArrayList<>();
    private final List<String> delivered = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void shouldDeliverInOrderThroughFailuresAndPartialSuccess() {
        AtomicInteger connects = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        Outbox outbox = new Outbox(
                codec,
                () -> {
                    if (connects.incrementAndGet() == 1) {
                        throw new EventDeliveryException("not yet", null);
                    }
                    return publisher(events -> {
                        if (calls.incrementAndGet() % 2 == 1) {
                            throw new EventDeliveryException("away", null);
                        }
                        return Math.min(3, events.size());
                    });
                },
                100);
        for (int i = 1; i <= 7; i++) {
            outbox.accept(EventsOf.rounds("m", i));
        }

        Outbox.Leftover left = outbox.close(LINGER);

        assertThat(left.events()).isEmpty();
        assertThat(left.reason()).isNull();
        assertThat(closedInPeace).containsExactly(true);
        assertThat(delivered).containsExactly("m/1", "m/2", "m/3", "m/4", "m/5", "m/6", "m/7");
    }

    @Test
    void shouldNeverBlockAndHandBackWhatIsStuck() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        Outbox outbox = new Outbox(
                codec,
                () -> publisher(events -> {
                    stuck.countDown();
                    new CountDownLatch(1).await();
                    return 0;
                }),
                3);
        outbox.accept(EventsOf.rounds("m", 1));
        stuck.await();
        for (int i = 2; i <= 5; i++) {
            outbox.accept(EventsOf.rounds("m", i));
        }

        Outbox.Leftover left = outbox.close(Duration.ofMillis(50));

        assertThat(left.events()).hasSize(3);
        assertThat(left.dropped()).isEqualTo(2);
        assertThat(delivered).isEmpty();
        assertThat(closedInPeace).containsExactly(true);
    }

    @Test
    void shouldAppendToAFileThatOthersUseToo() throws IOException {
        Path file = folder.resolve("deep/events.jsonl");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}\n");
        Outbox outbox = new Outbox(codec, () -> new FileEventPublisher(file), 10);
        outbox.accept(EventsOf.rounds("m", 1));
        await().untilAsserted(
                        () -> assertThat(file).content(StandardCharsets.UTF_8).contains("m/1"));
        outbox.accept(EventsOf.rounds("m", 2));

        assertThat(outbox.close(LINGER).events()).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(3).last().asString().contains("\"id\":\"m/2\"");
    }

    @Test
    void shouldSayWhyAFileCannotBeWritten() throws IOException {
        Path file = folder.resolve("taken/events.jsonl");
        Files.writeString(folder.resolve("taken"), "no folder");
        Outbox outbox = new Outbox(codec, () -> new FileEventPublisher(file), 10);
        outbox.accept(EventsOf.rounds("m", 1));

        Outbox.Leftover left = outbox.close(Duration.ofMillis(300));

        assertThat(left.events()).hasSize(1);
        assertThat(left.reason()).contains(file.toString());
    }

    private EventPublisher publisher(Delivery delivery) {
        return new EventPublisher() {
            @Override
            public int publish(List<EncodedEvent> events) throws InterruptedException {
                int count = delivery.count(events);
                for (EncodedEvent event : events.subList(0, count)) {
                    String json = new String(event.json(), StandardCharsets.UTF_8);
                    delivered.add(json.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1"));
                }
                return count;
            }

            @Override
            public void close() {
                closedInPeace.add(!Thread.currentThread().isInterrupted());
            }
        };
    }

    /** Decides how many events arrive. */
    private interface Delivery {
        int count(List<EncodedEvent> events) throws InterruptedException;
    }
}
