package io.crj.wire.channel;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that serve connections; nothing on them may block. */
public final class EventLoops implements AutoCloseable {

    private final EventLoopGroup group;

    private EventLoops(int threads) {
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("crj-wire", true), NioIoHandler.newFactory());
    }

    /** Daemon threads, two at the least: one stream can keep one busy. */
    public static EventLoops start() {
        return new EventLoops(Math.max(2, Runtime.getRuntime().availableProcessors() / 2));
    }

    EventLoopGroup group() {
        return group;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
