package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.SOCK_DGRAM;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.TreeDescriptors;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * Finds the other end of each socket of a tree, and refuses those that cannot do without one that stays behind.
 *
 * @param inside whether a socket belongs to the tree, be it on its way through another socket's queue
 * @param outside a process that does not belong to it and holds the socket
 */
record PeerFinder(SocketTable table, TreeOptions options, LongPredicate inside, LongFunction<OptionalInt> outside) {

    static PeerFinder of(SocketTable table, TreeOptions options, TreeDescriptors tree, LongPredicate inFlight) {
        return new PeerFinder(
                table,
                options,
                inode -> tree.inside(link(inode)).isPresent() || inFlight.test(inode),
                inode -> tree.outside(link(inode)));
    }

    private static String link(long inode) {
        return "socket:[" + inode + "]";
    }

    Peer of(FdProbe probe, SocketRow row, Fd socket) {
        Optional<UnixName> name = UnixCalls.peerName(socket);
        if (row.isListening() || name.isEmpty()) {
            return new Peer.None();
        }
        boolean listed = table.find(row.peer()).isPresent();
        if (listed && inside.test(row.peer())) {
            return new Peer.Inside(row.peer());
        }
        boolean external = options.external().contains(external(row));
        if (!listed && !external) {
            return waitingOrClosed(probe, row, name.get());
        }
        if (row.type() == SOCK_DGRAM && !name.get().isEmpty()) {
            return named(probe, row, name.get(), external);
        }
        return external ? new Peer.Replaced(row.peer()) : half(probe, row, name.get());
    }

    /** A client that was not accepted yet has a peer that no process can have open. */
    private Peer waitingOrClosed(FdProbe probe, SocketRow row, UnixName name) {
        Optional<SocketRow> acceptor = table.acceptorOf(row.inode());
        if (acceptor.isEmpty()) {
            return new Peer.Closed(name);
        }
        long inode = acceptor.get().inode();
        if (!inside.test(inode)) {
            throw refusal(
                    probe,
                    "it waits to be accepted by " + describe(inode, name) + "; wait until the connection stands");
        }
        return new Peer.Waiting(inode);
    }

    private Peer named(FdProbe probe, SocketRow row, UnixName name, boolean external) {
        if (table.find(row.peer()).filter(p -> p.peer() == row.inode()).isPresent()) {
            if (external) {
                return new Peer.Replaced(row.peer());
            }
            throw refusal(
                    probe,
                    "its peer, " + describe(row.peer(), name) + ", and is connected back to it; " + inherit(row));
        }
        if (name.isPath() && !name.toString().startsWith("/")) {
            throw refusal(
                    probe,
                    "its peer, " + describe(row.peer(), name) + ", and has a name that counts from a directory which"
                            + " cannot be known; " + inherit(row));
        }
        if (!external && !options.extUnixSk()) {
            throw refusal(
                    probe,
                    "its peer, " + describe(row.peer(), name)
                            + "; give --ext-unix-sk to dump and restore, and it is connected to that name again");
        }
        return new Peer.Named(row.peer(), name);
    }

    private Peer half(FdProbe probe, SocketRow row, UnixName name) {
        throw refusal(
                probe,
                "its peer, " + describe(row.peer(), name) + ", and a connection cannot be halved; end it, move both"
                        + " programs as one tree, or " + inherit(row));
    }

    private static String inherit(SocketRow row) {
        return "supply another connection: --external " + external(row) + " at the dump, --inherit-fd fd[N]:"
                + link(row.inode()) + " at the restore";
    }

    private static External external(SocketRow row) {
        return new External("unix", Long.toString(row.inode()), "");
    }

    private String describe(long inode, UnixName name) {
        OptionalInt holder = outside.apply(inode);
        return link(inode) + (name.isEmpty() ? "" : " \"" + name + "\"")
                + (holder.isPresent() ? " of process " + holder.getAsInt() : "") + ", is outside the tree";
    }

    private static UnsupportedResourceException refusal(FdProbe probe, String why) {
        return UnsupportedResourceException.fd(probe.pid(), probe.fd(), probe.link(), why);
    }
}
