package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.SOCK_NONBLOCK;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.resource.Descriptions;

/** Makes sockets that stand on their own, and connects them by name; where there is no name, as a pair. */
final class Datagrams {

    private final Names names;
    private final Impersonation actors;

    Datagrams(Names names, Impersonation actors) {
        this.names = names;
        this.actors = actors;
    }

    /** Makes both, when only a pair can connect {@code socket} to its peer. */
    void pair(ImageSocket socket) {
        ImageSocket peer = socket.peer().orElse(null);
        if (peer == null || StandIn.is(peer.entry()) || !peer.name().isEmpty()) {
            return;
        }
        if (peer.isMade() || socket.isMade()) {
            if (!arePair(socket, peer)) {
                throw Descriptions.corrupt(socket.file(), "is connected to " + peer + ", which has no name");
            }
            return;
        }
        UnixCalls.Pair pair = actors.pair(socket.entry().getType() | SOCK_NONBLOCK, socket.entry());
        socket.made(pair.first());
        peer.made(pair.second());
        socket.madePairWith(peer);
        peer.madePairWith(socket);
    }

    private static boolean arePair(ImageSocket one, ImageSocket other) {
        return one.pairedWith().orElse(null) == other;
    }

    void single(ImageSocket socket) {
        if (!socket.isMade()) {
            socket.made(UnixCalls.socket(socket.entry().getType() | SOCK_NONBLOCK));
        }
    }

    void bind(ImageSocket socket) {
        socket.boundAt(names.bind(socket, socket.fd()));
    }

    /** Once all names are there and the queues are filled: who is connected is heard by its peer alone. */
    void connect(ImageSocket socket) {
        ImageSocket peer = socket.peer().orElse(null);
        if (peer == null) {
            if (socket.pairedWith().isPresent() && socket.closedPeerName().isEmpty()) {
                UnixCalls.disconnect(socket.fd());
            }
        } else if (!arePair(socket, peer)) {
            connect(socket, peer);
        }
    }

    private static void connect(ImageSocket socket, ImageSocket peer) {
        try {
            peer.place().orElse(Place.HERE).connect(socket.fd(), peer.name());
        } catch (SyscallException e) {
            throw new EngineException(
                    "cannot connect " + socket + " to \"" + peer.name() + "\""
                            + (StandIn.is(peer.entry())
                                    ? ", which is outside the tree; start the server that has this name"
                                    : "")
                            + ": " + e.getMessage(),
                    e);
        }
    }
}
