package io.crj.coordinator.progress;

import io.crj.coordinator.publish.TimedEvent;

/** One way of showing progress; used by one thread. */
interface ProgressPainter {

    /** Something happened; the model knows it already. */
    void event(TimedEvent event, ProgressModel model, long elapsedNanos);

    /** Time for fresh figures. */
    void refresh(ProgressModel model, long elapsedNanos);

    /** A sentence between the figures. */
    void note(String sentence);
}
