package io.crj.wire.control;

import io.crj.wire.Identity;
import io.crj.wire.message.FromAgent;

/** A coordinator that is connected to this agent. */
public interface ControlPeer {

    Identity identity();

    /** Its address, for messages and logs. */
    String address();

    /** Hands a message over for sending; when the connection is gone it is dropped. Any thread. */
    void send(FromAgent message);
}
