package io.crj.chaos.gate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Through which all programs of a lab pass at each moment of the protocol: one thread of one of them is held while
 * {@link #onPass} is told, and goes on when that returns.
 *
 * <p>A moment is a line that the program would log: {@code HOST TEXT}, for instance {@code hostA control: sends PREPARED of
 * migration 4711}. So a fault meets a program in the middle of a step, without a sleep and without any switch in the
 * program. The socket has a name in the file system, which all hosts of a lab share.
 */
public final class Gate implements AutoCloseable {

    /** Loggers whose lines are moments. */
    private static final String[] WATCHED = {
        "io.crj.wire.control.", "io.crj.agent.session.", "io.crj.agent.journal.", "io.crj.coordinator.effect."
    };

    private final Path socket;
    private final ServerSocketChannel server;
    private volatile Consumer<String> onPass = moment -> {};

    private Gate(Path socket, ServerSocketChannel server) {
        this.socket = socket;
        this.server = server;
    }

    /** Opens a gate at a path of at most about 100 bytes. */
    public static Gate open(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Gate gate = new Gate(socket, server);
        gate.start("gate", gate::accept);
        return gate;
    }

    static boolean isWatched(String logger) {
        for (String prefix : WATCHED) {
            if (logger.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Who is told from now on, on any thread and several at once. */
    public void onPass(Consumer<String> listener) {
        onPass = listener;
    }

    /** The JVM option that leads a program through this gate. */
    public String option(Path agentJar) {
        return "-javaagent:" + agentJar + "=" + socket;
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel passing = server.accept();
                start("passing", () -> serve(passing));
            }
        } catch (IOException closed) {
            // The lab is over.
            return;
        }
    }

    private void serve(SocketChannel passing) {
        try (passing;
                BufferedReader reader =
                        new BufferedReader(Channels.newReader(passing, StandardCharsets.UTF_8.newDecoder(), -1))) {
            String moment = reader.readLine();
            if (moment != null) {
                onPass.accept(moment);
            }
            passing.write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException dead) {
            // Killed while it was held: that is what we are here for.
            return;
        }
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
