package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Side;
import io.crj.coordinator.publish.EventSink;
import io.crj.wire.message.Progress;

/** Hears what happens during a migration; must not block. */
public interface MigrationObserver extends EventSink {

    /** Something odd that is no obstacle, a sentence. */
    default void warned(String warning) {}

    /** Pages flow; comes several times a second, on a connection's thread. */
    default void progressed(Side side, Progress progress) {}
}
