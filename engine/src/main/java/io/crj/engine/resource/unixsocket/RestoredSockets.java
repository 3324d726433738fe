package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.SkOptsEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SocketOptions;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All unix sockets of an image, made together: connections first, then what stands on its own, names, what waits in the
 * queues, and what is connected by name. Each is handed over when its turn comes.
 */
final class RestoredSockets implements AutoCloseable {

    private final RestoreContext context;
    private final ImageSockets sockets;
    private final Names names;
    private final Datagrams datagrams;
    private final Impersonation actors;

    RestoredSockets(RestoreContext context) {
        this.context = context;
        this.sockets = ImageSockets.of(context);
        this.names = new Names(sockets, context);
        this.actors = new Impersonation(context);
        this.datagrams = new Datagrams(names, actors);
        try {
            make();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        context.onOpened(this::fill);
        context.onResume(names::keep);
    }

    private void make() {
        try (Connections connections = new Connections(sockets, names, actors)) {
            each(
                    s -> s.closedPeerName().isPresent(),
                    s -> connections.half(s, s.closedPeerName().orElseThrow()));
            each(
                    s -> isStreamTo(s, false) && !s.isMade(),
                    s -> connections.stream(s, s.peer().orElseThrow()));
        }
        each(ImageSocket::isDatagram, datagrams::pair);
        each(s -> !s.isMade(), datagrams::single);
        each(s -> s.isDatagram() || s.peer().isEmpty() && s.closedPeerName().isEmpty(), datagrams::bind);
        each(s -> isStreamTo(s, true), datagrams::bind);
        each(ImageSocket::isListening, s -> actors.listen(s.fd(), s.entry().getBacklog(), s.entry()));
    }

    /** Messages may carry any open file, be it one of these sockets. */
    private void fill() {
        QueueRestore queues = new QueueRestore(sockets, names, context);
        each(s -> !s.queue().isEmpty(), queues::fill);
        each(s -> s.closedPeer().isPresent(), RestoredSockets::closePeer);
        each(s -> s.isDatagram() || isStreamTo(s, true), datagrams::connect);
        each(ImageSocket::isReleased, socket -> finish(socket.fd(), socket));
    }

    /** Connected to another connected one, or to a listener that has not accepted it yet. */
    private static boolean isStreamTo(ImageSocket socket, boolean listener) {
        return !socket.isDatagram()
                && socket.peer().filter(p -> p.isListening() == listener).isPresent();
    }

    private void each(Predicate<ImageSocket> which, Consumer<ImageSocket> step) {
        for (ImageSocket socket : sockets.own()) {
            if (which.test(socket)) {
                context.inNetworkOf(socket.file(), () -> step.accept(socket));
            }
        }
    }

    /** Whoever closes a connection without having read everything, resets it. */
    private static void closePeer(ImageSocket socket) {
        if (socket.entry().getCrjReset()) {
            SocketCalls.send(socket.fd(), new byte[1], MSG_NOSIGNAL);
        }
        socket.closedPeer().orElseThrow().close();
    }

    /** The socket, the caller's; it is finished once all open files are made. */
    Fd take(FileEntry file) {
        ImageSocket socket = sockets.find(file)
                .orElseThrow(
                        () -> Descriptions.corrupt(file, "stands for a socket outside the tree, or is there twice"));
        return socket.release();
    }

    private void finish(Fd fd, ImageSocket socket) {
        UnixSkEntry entry = socket.entry();
        SkOptsEntry options = entry.getOpts();
        SocketOptions.restoreBuffers(fd, options);
        SocketOptions.restoreLate(fd, options);
        set(fd, SO_REUSEADDR, options.getReuseaddr());
        set(fd, SO_PASSCRED, options.getSoPasscred());
        set(fd, SO_PASSSEC, options.getSoPasssec());
        FurtherOptions.restore(fd, entry.getCrjOptionsList());
        if (entry.hasCrjPeekOff()) {
            SocketCalls.setInt(fd, SOL_SOCKET, SO_PEEK_OFF, entry.getCrjPeekOff());
        }
        shutdown(fd, entry);
        Descriptions.restore(fd, entry.getFlags(), entry.getFown(), context);
    }

    private static void set(Fd fd, int option, boolean on) {
        if (on) {
            SocketCalls.setInt(fd, SOL_SOCKET, option, 1);
        }
    }

    private static void shutdown(Fd fd, UnixSkEntry entry) {
        if (entry.getShutdown() == SkShutdown.NONE) {
            return;
        }
        try {
            SocketCalls.shutdown(fd, entry.getShutdown().getNumber() - 1);
        } catch (SyscallException e) {
            // Without a peer it takes effect all the same; net/unix/af_unix.c.
            if (e.errno() != Errno.ENOTCONN) {
                throw e;
            }
        }
    }

    /** What nobody asked for goes: sockets that only stood in a queue, and names that were only on loan. */
    @Override
    public void close() {
        try {
            sockets.all().forEach(ImageSocket::close);
        } finally {
            names.close();
        }
    }
}
