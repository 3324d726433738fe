package io.crj.agent.session;

import io.crj.wire.control.ControlPeer;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;

/** Where the answer to one request goes. */
record Reply(ControlPeer peer, long requestId, String migrationId) {

    static Reply to(ControlPeer peer, ToAgent request) {
        return new Reply(peer, request.getRequestId(), request.getMigrationId());
    }

    /** Sends {@code answer}, which has a body and nothing else. */
    void send(FromAgent answer) {
        peer.send(answer.toBuilder()
                .setRequestId(requestId)
                .setMigrationId(migrationId)
                .build());
    }

    void fail(Error.Code code, String message) {
        send(Failures.error(code, message));
    }
}
