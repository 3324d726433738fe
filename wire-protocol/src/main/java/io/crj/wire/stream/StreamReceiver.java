package io.crj.wire.stream;

import io.crj.wire.WireException;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.stream.body.Ack;
import io.crj.wire.stream.body.Failure;
import io.crj.wire.stream.body.StreamHello;
import io.crj.wire.stream.frame.Frame;
import io.crj.wire.stream.frame.FrameType;
import io.crj.wire.tls.Peers;
import io.crj.wire.tls.UntrustedException;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * The target's end of one image stream: made before the sender connects, found by its hello.
 *
 * <p>{@link #receive} runs on a thread of the owner's; everything else may come from any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
public final class StreamReceiver {

    /** How long a sender may take to notice that it has failed before the connection is closed on it. */
    private static final long FAREWELL_SECONDS = 5;

    private final String migrationId;
    private final byte[] ticket;
    private final String sourceAgent;
    private final StreamLimits limits;
    private final StreamCounters counters = new StreamCounters();
    private final FrameQueue queue;
    private Channel channel;

    /**
     * Expects the stream of {@code migrationId} from the one who shows {@code ticket}, once.
     *
     * @param sourceAgent the only agent that may show it, by the name in its certificate; empty where there is no TLS
     */
    public StreamReceiver(String migrationId, byte[] ticket, String sourceAgent, StreamLimits limits) {
        this.migrationId = migrationId;
        this.ticket = ticket.clone();
        this.sourceAgent = sourceAgent;
        this.limits = limits;
        queue = new FrameQueue(limits.queueBytes());
    }

    public StreamCounters counters() {
        return counters;
    }

    /**
     * Waits for the sender and applies all it sends to {@code target}; returns after the end of the image.
     *
     * @throws WireException when the stream breaks or what comes is not allowed; and whatever {@code target} throws. The
     *     sender has been told why.
     */
    public void receive(ImageFrames target) {
        try (FrameApplier applier = new FrameApplier(target, limits, counters)) {
            while (!applier.isComplete()) {
                Frame frame = queue.take();
                try {
                    applier.apply(frame).ifPresent(this::acknowledge);
                } finally {
                    frame.release();
                }
                resumeReading();
            }
            queue.end("the image is complete");
        } catch (RuntimeException | Error failed) {
            fail(failed.getMessage() == null ? failed.toString() : failed.getMessage());
            throw failed;
        }
    }

    /** Ends the stream and tells the sender why; harmless after the end. */
    public void fail(String why) {
        if (queue.end(why)) {
            Channel open = channel();
            if (open != null) {
                farewell(open, why);
            }
        }
    }

    /** The sender is here: takes its connection unless the hello is wrong or another has come before it. */
    synchronized void welcome(StreamHello hello, Channel from) {
        String shownBy = Peers.of(from).map(CertifiedName::host).orElse("");
        if (!shownBy.equals(sourceAgent)) {
            throw new UntrustedException("the stream of migration " + migrationId + " may come from "
                    + named(sourceAgent) + " only, not from " + named(shownBy));
        }
        if (!hello.shows(ticket)) {
            throw new WireException("wrong ticket for migration " + migrationId);
        }
        if (channel != null) {
            throw new WireException(
                    "migration " + migrationId + " has its stream already, and a ticket is good for one");
        }
        channel = from;
        // After the assignment: who ends the queue from now on finds the connection.
        queue.checkOpen();
    }

    /** A frame from the connection's thread. */
    void offer(Frame frame, Channel from) {
        if (!queue.offer(frame)) {
            from.config().setAutoRead(false);
            // The applying thread may have emptied the queue in between, and would not look again.
            resumeReading();
        }
    }

    /** The connection is gone. */
    void lost(String why) {
        queue.end(why);
    }

    /** Says why and lets the sender close: a close with unread data would overtake the words with a reset. */
    static void farewell(Channel channel, String why) {
        StreamHandler.send(channel, FrameType.FAILURE, new Failure(why)::writeTo);
        channel.config().setAutoRead(true);
        channel.eventLoop().schedule(() -> channel.close(), FAREWELL_SECONDS, TimeUnit.SECONDS);
    }

    private static String named(String agent) {
        return agent.isEmpty() ? "an agent without a certificate" : "the agent " + agent;
    }

    private void acknowledge(int round) {
        StreamHandler.send(channel(), FrameType.ACK, new Ack(round)::writeTo);
    }

    private void resumeReading() {
        Channel open = channel();
        if (open != null && !open.config().isAutoRead() && queue.isLow()) {
            open.config().setAutoRead(true);
        }
    }

    private synchronized Channel channel() {
        return channel;
    }
}
