package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.proto.CrjCredentials;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.Message;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.RestoreContext;
import java.util.List;
import java.util.Optional;

/** Fills the queue of a socket: its peer sends everything once more, or strangers under the names of those who did. */
final class QueueRestore {

    /** A message is charged to its sender with its overhead: headers, half-used pages. */
    private static final long OVERHEAD_FACTOR = 4;

    private static final int OVERHEAD_BYTES = 1 << 16;
    /** Of a stream: what the kernel allocates without trouble. */
    private static final int CHUNK_BYTES = 32 << 10;

    private final ImageSockets sockets;
    private final Names names;
    private final RestoreContext context;

    QueueRestore(ImageSockets sockets, Names names, RestoreContext context) {
        this.sockets = sockets;
        this.names = names;
        this.context = context;
    }

    void fill(ImageSocket socket) {
        if (socket.queue().isEmpty()) {
            return;
        }
        long needed = OVERHEAD_BYTES;
        for (ImageEntry packet : socket.queue()) {
            needed += OVERHEAD_FACTOR * packet.payload().length + 1024;
        }
        int limit = (int) Math.min(needed, Integer.MAX_VALUE / 2);
        Optional<Fd> peer = sender(socket);
        peer.ifPresent(fd -> SocketCalls.setInt(fd, SOL_SOCKET, SO_SNDBUFFORCE, limit));
        for (ImageEntry packet : socket.queue()) {
            if (peer.isPresent()) {
                send(socket, packet, peer.get(), UnixName.NONE);
            } else {
                stranger(socket, packet, limit);
            }
        }
    }

    /** The socket that is connected to this one by now. */
    private static Optional<Fd> sender(ImageSocket socket) {
        if (socket.closedPeer().isPresent()) {
            return socket.closedPeer();
        }
        return socket.isDatagram()
                ? socket.pairedWith().map(ImageSocket::fd)
                : socket.peer().map(ImageSocket::fd);
    }

    private void stranger(ImageSocket socket, ImageEntry packet, int limit) {
        if (socket.name().isEmpty()) {
            throw Descriptions.corrupt(socket.file(), "has messages, but neither name nor peer");
        }
        SkPacketEntry head = (SkPacketEntry) packet.message();
        UnixName name = head.hasCrjSender() ? UnixName.of(head.getCrjSender().toByteArray()) : UnixName.NONE;
        Optional<ImageSocket> own = name.isEmpty() || name.isPath() ? Optional.empty() : sockets.sender(name);
        if (own.isPresent()) {
            // Nobody else can have that name; its buffers are as saved in the end.
            Fd sender = own.get().fd();
            SocketCalls.setInt(sender, SOL_SOCKET, SO_SNDBUFFORCE, limit);
            socket.place().orElse(Place.HERE).run(() -> send(socket, packet, sender, socket.name()));
            return;
        }
        try (Fd sender = UnixCalls.socket(socket.entry().getType() | SOCK_NONBLOCK)) {
            SocketCalls.setInt(sender, SOL_SOCKET, SO_SNDBUFFORCE, limit);
            names.bindUnseen(sender, name);
            socket.place().orElse(Place.HERE).run(() -> send(socket, packet, sender, socket.name()));
        }
    }

    private void send(ImageSocket socket, ImageEntry packet, Fd sender, UnixName receiver) {
        Optional<Message.Credentials> who = credentials(packet);
        List<Fd> files = files(packet);
        if (socket.entry().getType() == SOCK_STREAM && who.isEmpty() && files.isEmpty()) {
            byte[] bytes = packet.payload();
            SocketCalls.sendFully(sender, bytes, 0, bytes.length, CHUNK_BYTES);
            return;
        }
        try {
            new Message(packet.payload(), receiver, who, files).send(sender);
        } catch (SyscallException e) {
            if (e.errno() != Errno.ESRCH) {
                throw e;
            }
            // Its sender is no process of this host: it stays without.
            new Message(packet.payload(), receiver, Optional.empty(), files).send(sender);
        }
    }

    private List<Fd> files(ImageEntry packet) {
        return QueuedFiles.of((SkPacketEntry) packet.message()).stream()
                .map(id -> context.opened(id)
                        .orElseThrow(() -> new EngineException(
                                "file " + id + ", which waits in the queue of a unix" + " socket, was not restored")))
                .toList();
    }

    private Optional<Message.Credentials> credentials(ImageEntry packet) {
        SkPacketEntry head = (SkPacketEntry) packet.message();
        if (!head.hasCrjCredentials()) {
            return Optional.empty();
        }
        CrjCredentials who = head.getCrjCredentials();
        return Optional.of(new Message.Credentials(context.outerPid(who.getPid()), who.getUid(), who.getGid()));
    }
}
