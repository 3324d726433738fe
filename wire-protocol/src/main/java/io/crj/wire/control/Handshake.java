package io.crj.wire.control;

import io.crj.wire.Identity;
import io.crj.wire.WireException;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;

/**
 * What an agent makes of a connection's messages until the coordinator has introduced itself.
 *
 * <pre>
 *   STRANGER ─ hello, versions meet ─► OPEN ─ request* ─►
 *      └────── anything else ────────► REFUSED
 * </pre>
 */
final class Handshake {

    /** Where the connection stands. */
    enum State {
        STRANGER,
        OPEN,
        REFUSED
    }

    private final Identity self;
    private State state = State.STRANGER;
    private Identity peer;

    Handshake(Identity self) {
        this.self = self;
    }

    /** The first message: returns the answer to send; {@link #state} tells whether the connection goes on. */
    FromAgent first(ToAgent message) {
        if (!message.hasHello()) {
            return refuse(message, Error.Code.BAD_REQUEST, "the first message must be a hello");
        }
        try {
            peer = Identity.of(message.getHello());
            self.agreeWith(peer);
        } catch (WireException mismatch) {
            return refuse(message, Error.Code.VERSION, mismatch.getMessage());
        }
        state = State.OPEN;
        return answer(message).setHello(self.toHello()).build();
    }

    /** Why a later message is not allowed; null when it is. */
    String objection(ToAgent message) {
        if (message.getRequestId() == 0) {
            return "a request needs a request_id";
        }
        return message.hasHello() ? "hello was said already" : null;
    }

    State state() {
        return state;
    }

    Identity peer() {
        return peer;
    }

    private FromAgent refuse(ToAgent message, Error.Code code, String why) {
        state = State.REFUSED;
        return answer(message)
                .setError(Error.newBuilder().setCode(code).setMessage(why))
                .build();
    }

    private static FromAgent.Builder answer(ToAgent message) {
        return FromAgent.newBuilder().setRequestId(message.getRequestId());
    }
}
