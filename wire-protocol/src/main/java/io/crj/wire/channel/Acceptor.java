package io.crj.wire.channel;

import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port for connections of both kinds. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed close ends in channelInactive
public final class Acceptor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    /** Those who have not said what they want; a flood of them must not take our memory. */
    static final int MOST_STRANGERS = 256;

    private final ChannelGroup strangers = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final ChannelGroup accepted = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel listening;

    /**
     * Binds; a port that is taken is a {@link WireException} that names it, and so is an address beyond loopback without
     * certificates.
     */
    public Acceptor(
            EventLoops loops,
            WireLimits limits,
            InetSocketAddress address,
            Function<ConnectionKind, List<ChannelHandler>> handlers) {
        loops.trust().checkListening(address);
        ChannelFuture bound = new ServerBootstrap()
                .group(loops.group())
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, Connector.readSizes())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accepted.add(channel);
                        admit(channel, loops, limits, handlers);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new WireException(
                    "cannot listen on " + address + ": " + Causes.describe(bound.cause()), bound.cause());
        }
        listening = bound.channel();
    }

    private void admit(
            Channel channel,
            EventLoops loops,
            WireLimits limits,
            Function<ConnectionKind, List<ChannelHandler>> handlers) {
        if (strangers.size() >= MOST_STRANGERS) {
            LOG.warn(
                    "{} connections have not said what they want; the one from {} is closed",
                    strangers.size(),
                    channel.remoteAddress());
            channel.close();
            return;
        }
        strangers.add(channel);
        WirePipeline.accepting(channel.pipeline(), loops.trust(), limits, kind -> {
            strangers.remove(channel);
            return handlers.apply(kind);
        });
    }

    /** Where it listens; tells the port when port 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    /** Stops listening and closes every accepted connection. */
    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        accepted.close().awaitUninterruptibly();
    }
}
