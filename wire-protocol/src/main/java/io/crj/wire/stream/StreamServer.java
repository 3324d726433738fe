package io.crj.wire.stream;

import io.crj.wire.stream.frame.FrameDecoder;
import io.crj.wire.stream.frame.FrameEncoder;
import io.netty.channel.ChannelHandler;
import java.util.List;

/** The accepting side of image streams. */
public final class StreamServer {

    private final StreamDirectory directory;
    private final StreamLimits limits;

    public StreamServer(StreamDirectory directory, StreamLimits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    /** Handlers for one accepted connection. */
    public List<ChannelHandler> handlers() {
        return List.of(new FrameDecoder(limits), new FrameEncoder(), new ReceiverHandler(directory));
    }
}
