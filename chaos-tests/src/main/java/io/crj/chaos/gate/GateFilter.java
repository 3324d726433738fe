package io.crj.chaos.gate;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Marker;
import org.slf4j.helpers.MessageFormatter;

/** Tells the gate what is about to be logged and holds the thread until the gate lets it go on. */
final class GateFilter extends TurboFilter {

    private static final int ANSWER_BYTES = 1;

    private final UnixDomainSocketAddress gate;
    private final String host;

    GateFilter(Path socket, String host) {
        this.gate = UnixDomainSocketAddress.of(socket);
        this.host = host;
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] arguments, Throwable thrown) {
        if (format != null && Gate.isWatched(logger.getName())) {
            pass(MessageFormatter.basicArrayFormat(format, arguments));
        }
        return FilterReply.NEUTRAL;
    }

    private void pass(String text) {
        try (SocketChannel channel = SocketChannel.open(gate)) {
            channel.write(ByteBuffer.wrap((host + ' ' + text + '\n').getBytes(StandardCharsets.UTF_8)));
            channel.read(ByteBuffer.allocate(ANSWER_BYTES));
        } catch (IOException nobodyThere) {
            // A gate that is gone holds nobody.
            return;
        }
    }
}
