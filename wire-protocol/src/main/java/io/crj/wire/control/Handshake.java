package io.crj.wire.control;

import io.crj.wire.Identity;
import io.crj.wire.WireException;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;
import io.crj.wire.pki.HostRole;
import io.crj.wire.tls.Peers;
import io.crj.wire.tls.UntrustedException;
import io.netty.channel.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final Identity self;
    private final Channel channel;
    private State state = State.STRANGER;
    private Identity peer;

    /** @param channel to the coordinator, whose certificate must be one */
    Handshake(Identity self, Channel channel) {
        this.self = self;
        this.channel = channel;
    }

    /** The first message: returns the answer to send; {@link #state} tells whether the connection goes on. */
    FromAgent first(ToAgent message) {
        if (!message.hasHello()) {
            return refuse(message, Error.Code.BAD_REQUEST, "the first message must be a hello");
        }
        try {
            Peers.require(HostRole.COORDINATOR, channel, "command " + self.host());
            peer = certified(Identity.of(message.getHello()));
            self.agreeWith(peer);
        } catch (UntrustedException wrongRole) {
            return refuse(message, Error.Code.REFUSED, wrongRole.getMessage());
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

    /** What a certificate says counts, whatever the greeting says. */
    private Identity certified(Identity greeted) {
        return Peers.of(channel).map(name -> greeted.calling(name.host())).orElse(greeted);
    }

    private FromAgent refuse(ToAgent message, Error.Code code, String why) {
        state = State.REFUSED;
        LOG.warn("refused the coordinator at {}: {}", channel.remoteAddress(), why);
        return answer(message)
                .setError(Error.newBuilder().setCode(code).setMessage(why))
                .build();
    }

    private static FromAgent.Builder answer(ToAgent message) {
        return FromAgent.newBuilder().setRequestId(message.getRequestId());
    }
}
