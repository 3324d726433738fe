package io.crj.coordinator.cli;

import io.crj.coordinator.publish.CloudEventCodec;
import io.crj.coordinator.publish.EventDeliveryException;
import io.crj.coordinator.publish.EventPublisher;
import io.crj.coordinator.publish.EventSink;
import io.crj.coordinator.publish.FileEventPublisher;
import io.crj.coordinator.publish.KafkaEventPublisher;
import io.crj.coordinator.publish.Outbox;
import io.crj.coordinator.publish.TimedEvent;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Events of one run: to Kafka, or without it to the events file, which also takes what Kafka did not. */
final class EventDelivery implements EventSink {

    private final String kafka;
    private final EventChoice choice;
    private final Path file;
    private final Outbox outbox;

    /** To the broker at {@code kafka}, or to the file where that is null. */
    EventDelivery(String kafka, EventChoice choice, String host, Path stateFolder) {
        this.kafka = kafka;
        this.choice = choice;
        this.file = choice.file == null ? stateFolder.resolve("events.jsonl") : choice.file;
        Supplier<EventPublisher> publisher =
                kafka == null ? () -> new FileEventPublisher(file) : () -> new KafkaEventPublisher(kafka, choice.topic);
        outbox = new Outbox(new CloudEventCodec(host), publisher, Outbox.DEFAULT_CAPACITY);
    }

    @Override
    public void accept(TimedEvent event) {
        outbox.accept(event);
    }

    /** Waits for the rest within bounds and says what became of it; returns how many events are undelivered. */
    int finish(Consumer<String> say) {
        Outbox.Leftover left = outbox.close(choice.linger);
        int undelivered = Math.toIntExact(left.events().size() + left.dropped());
        if (undelivered == 0) {
            return 0;
        }
        String what = undelivered + " events could not be delivered (" + left.reason() + ")";
        if (kafka == null) {
            say.accept(what);
            return undelivered;
        }
        try (FileEventPublisher rest = new FileEventPublisher(file)) {
            rest.publish(left.events());
            say.accept(what + "; they are in " + file);
        } catch (EventDeliveryException failed) {
            say.accept(what + ", nor kept: " + failed.getMessage());
        }
        return undelivered;
    }
}
