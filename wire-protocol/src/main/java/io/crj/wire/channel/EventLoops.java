package io.crj.wire.channel;

import io.crj.wire.tls.Trust;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** What all connections of a process share: the threads that serve them, on which nothing may block, and their trust. */
public final class EventLoops implements AutoCloseable {

    private final EventLoopGroup group;
    private final Trust trust;

    private EventLoops(int threads, Trust trust) {
        this.trust = trust;
        group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("crj-wire", true), NioIoHandler.newFactory());
    }

    /** Daemon threads, two at the least: one stream can keep one busy. Without certificates: loopback only. */
    public static EventLoops start() {
        return start(Trust.NONE);
    }

    /** As above, with connections secured by {@code trust}. */
    public static EventLoops start(Trust trust) {
        return new EventLoops(Math.max(2, Runtime.getRuntime().availableProcessors() / 2), trust);
    }

    /** How connections are secured. */
    public Trust trust() {
        return trust;
    }

    EventLoopGroup group() {
        return group;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
