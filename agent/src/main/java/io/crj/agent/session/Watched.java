package io.crj.agent.session;

import io.crj.wire.message.FromAgent;
import io.crj.wire.stream.StreamCounters;
import java.util.function.Consumer;

/** Lets a session's coordinator watch how far the stream is. */
record Watched(ProgressReporter progress, Consumer<FromAgent> coordinator) {

    ProgressReporter.Flow start(String phase, StreamCounters counters) {
        return progress.start(phase, counters, coordinator);
    }
}
