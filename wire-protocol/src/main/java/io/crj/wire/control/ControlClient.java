package io.crj.wire.control;

import io.crj.wire.Identity;
import io.crj.wire.VersionMismatchException;
import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.ConnectionKind;
import io.crj.wire.channel.Connector;
import io.crj.wire.channel.Destination;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ToAgent;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.tls.Peers;
import io.crj.wire.tls.UntrustedException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A coordinator's end of a control connection. Safe for use by many threads. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close ends in channelInactive
public final class ControlClient implements AutoCloseable {

    private final PendingRequests requests = new PendingRequests();
    private final ControlListener listener;
    private final String agentAddress;
    private final String hint;
    private Channel channel;
    private Identity agent;
    private volatile boolean closed;

    private ControlClient(ControlListener listener, String agentAddress, String hint) {
        this.listener = listener;
        this.agentAddress = agentAddress;
        this.hint = hint;
    }

    /**
     * Connects and exchanges greetings; blocks.
     *
     * @throws VersionMismatchException when no protocol version is common to both
     * @throws WireException when nobody listens there or it is no agent
     */
    public static ControlClient connect(
            EventLoops loops, String host, int port, Duration timeout, Identity self, ControlListener listener) {
        return connect(loops, WireLimits.DEFAULT, host, port, timeout, self, listener);
    }

    /** As above, with limits of one's own. */
    public static ControlClient connect(
            EventLoops loops,
            WireLimits limits,
            String host,
            int port,
            Duration timeout,
            Identity self,
            ControlListener listener) {
        ControlClient client =
                new ControlClient(listener, host + ":" + port, loops.trust().hint());
        client.channel = new Connector(loops, limits)
                .open(
                        Destination.of(host, port),
                        timeout,
                        ConnectionKind.CONTROL,
                        List.of(
                                new ControlFrames<>(FromAgent.parser(), limits.controlMessageBytes()),
                                client.new Handler()));
        try {
            client.greet(self, timeout);
            return client;
        } catch (RuntimeException refused) {
            client.close();
            throw refused;
        }
    }

    /**
     * Sends a request; its {@code request_id} is chosen here.
     *
     * <p>The answer may be an {@link Error}. The future fails with a {@link WireException} when the connection ends first;
     * the request may have been carried out all the same.
     */
    public CompletableFuture<FromAgent> send(ToAgent request) {
        PendingRequests.Pending pending = requests.add();
        if (!pending.answer().isDone()) {
            channel.writeAndFlush(request.toBuilder().setRequestId(pending.id()).build())
                    .addListener(written -> {
                        if (written.cause() instanceof IOException) {
                            // The connection has ended; the end knows why, and fails every request.
                            channel.close();
                        } else if (!written.isSuccess()) {
                            requests.fail(
                                    pending.id(),
                                    new WireException(
                                            "request to the agent at " + agentAddress + " was not sent",
                                            written.cause()));
                        }
                    });
        }
        return pending.answer();
    }

    /** How the agent introduced itself. */
    public Identity agent() {
        return agent;
    }

    /** The agent's name in its certificate; empty where there is no TLS. */
    public Optional<CertifiedName> certifiedAgent() {
        return Peers.of(channel);
    }

    public boolean isOpen() {
        return channel.isActive();
    }

    /** Ends the connection without a word to the listener; unanswered requests fail. */
    @Override
    public void close() {
        closed = true;
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }

    private void greet(Identity self, Duration timeout) {
        FromAgent answer =
                await(send(ToAgent.newBuilder().setHello(self.toHello()).build()), timeout);
        if (answer.hasError()) {
            String why = answer.getError().getMessage();
            throw switch (answer.getError().getCode()) {
                case VERSION -> new VersionMismatchException(why);
                case REFUSED -> new UntrustedException("the agent at " + agentAddress + " refuses us: " + why);
                default -> new WireException(why);
            };
        }
        if (!answer.hasHello()) {
            throw ControlHandler.unexpected("the agent at " + agentAddress + " should have said hello", answer);
        }
        agent = Identity.of(answer.getHello());
        self.agreeWith(agent);
    }

    private FromAgent await(CompletableFuture<FromAgent> answer, Duration timeout) {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new WireException(
                    "no greeting from " + agentAddress + " within " + timeout.toMillis()
                            + " ms; is that crj-agent's port?",
                    late);
        } catch (ExecutionException failed) {
            throw new WireException(
                    "no greeting from " + agentAddress + ": "
                            + failed.getCause().getMessage() + hint,
                    failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new WireException("interrupted while connecting to " + agentAddress, interrupted);
        }
    }

    private final class Handler extends ControlHandler<FromAgent> {

        Handler() {
            super(FromAgent.class);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FromAgent message) {
            if (message.getRequestId() == 0) {
                listener.unsolicited(message);
            } else if (!requests.complete(message)) {
                end(ctx, "the agent answered request " + message.getRequestId() + ", which nobody has sent");
            }
        }

        @Override
        void ended(String why) {
            String reason = "the connection to the agent at " + agentAddress + " is lost: " + why;
            requests.failAll(reason);
            if (!closed && agent != null) {
                listener.lost(reason);
            }
        }
    }
}
