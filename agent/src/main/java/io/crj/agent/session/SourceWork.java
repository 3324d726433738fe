package io.crj.agent.session;

import io.crj.wire.message.FromAgent;

/** What a source can be led to do; on the session's thread but for {@link #interrupt}. Each returns its answer's body. */
interface SourceWork {

    FromAgent open();

    FromAgent round(int number);

    FromAgent freeze();

    FromAgent reap();

    /** May be called again after it threw. */
    FromAgent undo(String why);

    /** Any thread. */
    void interrupt(String why);
}
