package io.crj.coordinator.publish;

import java.util.List;

/** Delivers events; used by one thread, may block it. */
public interface EventPublisher extends AutoCloseable {

    /**
     * Delivers events in order.
     *
     * @return how many of them, from the first, are safely delivered; the rest should be tried again
     * @throws EventDeliveryException when none is, saying why
     * @throws InterruptedException when the thread is to stop waiting
     */
    int publish(List<EncodedEvent> events) throws InterruptedException;

    /** Gives up whatever is not delivered, at once. */
    @Override
    void close();
}
