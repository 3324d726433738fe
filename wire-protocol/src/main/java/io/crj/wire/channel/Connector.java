package io.crj.wire.channel;

import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.tls.OpeningGate;
import io.crj.wire.tls.Trust;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens connections to agents. */
public final class Connector {

    private final EventLoops loops;
    private final WireLimits limits;

    public Connector(EventLoops loops, WireLimits limits) {
        this.loops = loops;
        this.limits = limits;
    }

    /**
     * Blocks until the connection stands: with certificates, until the other end has proven that it is the one wanted.
     *
     * @param timeout for connecting, and again for the TLS handshake
     * @throws WireException that names host and port, and says what to do
     */
    public Channel open(Destination to, Duration timeout, ConnectionKind kind, List<ChannelHandler> handlers) {
        InetSocketAddress address = new InetSocketAddress(to.host(), to.port());
        Trust trust = loops.trust();
        trust.checkConnecting(address);
        CompletableFuture<Void> standing = new CompletableFuture<>();
        ChannelFuture connected = new Bootstrap()
                .group(loops.group())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ChannelPipeline pipeline = channel.pipeline();
                        Runnable open = () -> WirePipeline.opening(pipeline, limits, kind, handlers);
                        if (trust.isSecured()) {
                            WirePipeline.opening(
                                    pipeline,
                                    trust,
                                    timeout,
                                    new OpeningGate(trust, to.wanted(), to.toString(), open, standing));
                        } else {
                            open.run();
                            standing.complete(null);
                        }
                    }
                })
                .connect(address)
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new WireException(
                    "no connection to the agent at " + to + ": " + Causes.describe(connected.cause())
                            + "; is crj-agent running there?",
                    connected.cause());
        }
        await(standing);
        return connected.channel();
    }

    /** The handshake has a time limit of its own. */
    private static void await(CompletableFuture<Void> standing) {
        try {
            standing.join();
        } catch (CompletionException refused) {
            throw refused.getCause() instanceof WireException why ? why : refused;
        }
    }

    /** One read brings 1 KiB to 256 KiB, by what came before. */
    static AdaptiveRecvByteBufAllocator readSizes() {
        return new AdaptiveRecvByteBufAllocator(1 << 10, 16 << 10, 256 << 10);
    }
}
