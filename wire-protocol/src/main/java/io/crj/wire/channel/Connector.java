package io.crj.wire.channel;

import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Opens connections to agents. */
public final class Connector {

    private final EventLoops loops;
    private final WireLimits limits;

    public Connector(EventLoops loops, WireLimits limits) {
        this.loops = loops;
        this.limits = limits;
    }

    /** Blocks until the connection stands; its failure is a {@link WireException} that names host and port. */
    public Channel open(String host, int port, Duration timeout, ConnectionKind kind, List<ChannelHandler> handlers) {
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
                        WirePipeline.opening(channel.pipeline(), limits, kind, handlers);
                    }
                })
                .connect(new InetSocketAddress(host, port))
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            throw new WireException(
                    "no connection to the agent at " + host + ":" + port + ": " + Causes.describe(connected.cause())
                            + "; is crj-agent running there?",
                    connected.cause());
        }
        return connected.channel();
    }

    /** One read brings 1 KiB to 256 KiB, by what came before. */
    static AdaptiveRecvByteBufAllocator readSizes() {
        return new AdaptiveRecvByteBufAllocator(1 << 10, 16 << 10, 256 << 10);
    }
}
