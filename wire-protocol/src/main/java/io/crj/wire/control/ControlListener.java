package io.crj.wire.control;

import io.crj.wire.message.FromAgent;

/** What a {@link ControlClient} tells unasked; called on a connection's thread, must not block. */
public interface ControlListener {

    /** For those who only wait for answers. */
    ControlListener NONE = new ControlListener() {};

    /** A message that answers no request: progress. */
    default void unsolicited(FromAgent message) {}

    /** The connection ended without {@link ControlClient#close}; every unanswered request has failed. */
    default void lost(String why) {}
}
