package io.crj.coordinator.publish;

/** Takes events in the order they happened; must not block. */
@FunctionalInterface
public interface EventSink {

    void accept(TimedEvent event);
}
