package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.SOCK_NONBLOCK;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.Descriptions;
import java.util.HashMap;
import java.util.Map;

/** Makes both ends of connections: as a pair, or where an end has a name by way of a listener that lives for a moment. */
final class Connections implements AutoCloseable {

    private final ImageSockets sockets;
    private final Names names;
    private final Impersonation actors;
    private final Map<Key, Acceptor> acceptors = new HashMap<>();

    private record Key(UnixName name, String directory, int type) {}

    /** A listener of ours that has the name of one of the tree's, which will be made later. */
    private record Acceptor(Fd listener, Place place) {}

    Connections(ImageSockets sockets, Names names, Impersonation actors) {
        this.sockets = sockets;
        this.names = names;
        this.actors = actors;
    }

    /** A stream or seqpacket connection between two sockets of the image. */
    void stream(ImageSocket one, ImageSocket other) {
        if (other.isMade() || other.peer().orElse(null) != one) {
            throw Descriptions.corrupt(one.file(), "is connected to " + other + ", which is not connected to it");
        }
        if (one.name().isEmpty() && other.name().isEmpty()) {
            UnixCalls.Pair pair = actors.pair(one.entry().getType() | SOCK_NONBLOCK, one.entry());
            one.made(pair.first());
            other.made(pair.second());
        } else if (other.name().isEmpty() || sockets.isListenedTo(one)) {
            accepted(one, other);
        } else {
            accepted(other, one);
        }
    }

    /** The named end is what a listener of that name hands out. */
    private void accepted(ImageSocket server, ImageSocket client) {
        client.made(UnixCalls.socket(client.entry().getType() | SOCK_NONBLOCK));
        names.bind(client, client.fd());
        Acceptor acceptor = acceptor(server);
        // Each client sees who listened when it called.
        actors.listen(acceptor.listener, 1, client.entry());
        actors.connect(client.fd(), acceptor.listener, acceptor.place, server.name(), server.entry());
        server.made(SocketCalls.accept(acceptor.listener));
    }

    private Acceptor acceptor(ImageSocket server) {
        Key key = new Key(
                server.name(), server.entry().getNameDir(), server.entry().getType());
        return acceptors.computeIfAbsent(key, k -> newAcceptor(server));
    }

    private Acceptor newAcceptor(ImageSocket server) {
        Fd listener = UnixCalls.socket(server.entry().getType() | SOCK_NONBLOCK);
        try {
            Place place = names.bind(server, listener);
            SocketCalls.listen(listener, 1);
            return new Acceptor(listener, place);
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
    }

    /** A socket whose peer was closed, for now with one of ours. */
    void half(ImageSocket socket, UnixName peerName) {
        int type = socket.entry().getType() | SOCK_NONBLOCK;
        if (socket.isDatagram() || peerName.isEmpty() && socket.name().isEmpty()) {
            UnixCalls.Pair pair = actors.pair(type, socket.entry());
            socket.made(pair.first());
            socket.madeClosedPeer(pair.second());
            names.bindUnseen(pair.second(), peerName);
        } else if (peerName.isEmpty()) {
            socket.madeClosedPeer(UnixCalls.socket(type));
            Acceptor acceptor = acceptor(socket);
            Fd client = socket.closedPeer().orElseThrow();
            actors.connect(client, acceptor.listener, acceptor.place, socket.name(), socket.entry());
            socket.made(SocketCalls.accept(acceptor.listener));
        } else {
            socket.made(UnixCalls.socket(type));
            names.bind(socket, socket.fd());
            try (Fd listener = UnixCalls.socket(type)) {
                Place place = names.bindUnseen(listener, peerName);
                actors.listen(listener, 1, socket.entry());
                place.connect(socket.fd(), peerName);
                socket.madeClosedPeer(SocketCalls.accept(listener));
            }
        }
    }

    /** The names that listeners had on loan are free for the tree's own. */
    @Override
    public void close() {
        acceptors.values().forEach(acceptor -> acceptor.listener.close());
    }
}
