package io.crj.wire.control;

import io.crj.wire.message.ToAgent;

/** An agent's answers to coordinators; called on a connection's thread, must not block. */
public interface ControlService {

    /** A request of a peer that has said hello; answer it with {@link ControlPeer#send}, now or later. */
    void request(ControlPeer peer, ToAgent request);

    /** The connection of a peer that had said hello is gone. */
    void disconnected(ControlPeer peer, String why);
}
