package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import com.google.protobuf.ByteString;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjCredentials;
import io.crj.engine.image.proto.SkOptsEntry;
import io.crj.engine.image.proto.SkShutdown;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.SocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/** Reads one socket of a frozen tree. */
final class UnixSocketDump {

    /** Beyond the numbers of all open and mapped files of a tree. */
    private static final int STAND_IN_IDS = 1 << 30;

    private static final int PEEK_OFF_IS_OFF = -1;

    private final OpenFile file;
    private final DumpContext context;
    private final Fd socket;
    private final SocketRow row;
    private final UnixName name;

    UnixSocketDump(OpenFile file, SocketRow row, DumpContext context) {
        this.file = file;
        this.row = row;
        this.context = context;
        this.socket = context.local(file.probe());
        this.name = UnixCalls.localName(socket);
    }

    UnixSkEntry dump(Peer peer) {
        UnixSkEntry.Builder entry = UnixSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) row.inode())
                .setType(row.type())
                .setState(row.state())
                .setFlags(Descriptions.flags(file.probe()))
                .setUflags(0)
                .setBacklog(row.backlog())
                .setPeer(0)
                .setFown(context.owner(file.probe()))
                .setOpts(options())
                .setName(ByteString.copyFrom(name.toImage()));
        if (row.shutdown() != 0 && !row.isListening()) {
            entry.setShutdown(SkShutdown.forNumber(row.shutdown()));
        }
        BoundFile.dump(file.probe(), socket, name, context, entry);
        connect(entry, peer);
        int peekOff = SocketCalls.getInt(socket, SOL_SOCKET, SO_PEEK_OFF);
        if (peekOff != PEEK_OFF_IS_OFF) {
            entry.setCrjPeekOff(peekOff);
        }
        if (!row.isListening()) {
            new QueueDump(socket, row.type(), file, context).dump();
        }
        peerCredentials(entry);
        return entry.addAllCrjOptions(FurtherOptions.dump(socket, context)).build();
    }

    /** Of a listening socket those that its clients see. */
    private void peerCredentials(UnixSkEntry.Builder entry) {
        ByteBuffer who = ByteBuffer.wrap(SocketCalls.getBytes(socket, SOL_SOCKET, SO_PEERCRED, UCRED_SIZE))
                .order(ByteOrder.nativeOrder());
        if (who.getInt(0) != 0) {
            entry.setCrjPeerCredentials(CrjCredentials.newBuilder()
                    .setPid(QueueDump.ownPid(who.getInt(0)))
                    .setUid(who.getInt(Integer.BYTES))
                    .setGid(who.getInt(2 * Integer.BYTES)));
        }
    }

    private SkOptsEntry options() {
        return SocketOptions.dump(socket).toBuilder()
                .setSoPasscred(SocketCalls.getInt(socket, SOL_SOCKET, SO_PASSCRED) != 0)
                .setSoPasssec(SocketCalls.getInt(socket, SOL_SOCKET, SO_PASSSEC) != 0)
                .build();
    }

    private void connect(UnixSkEntry.Builder entry, Peer peer) {
        if (peer instanceof Peer.Inside inside) {
            entry.setPeer((int) inside.inode());
        } else if (peer instanceof Peer.Waiting waiting) {
            entry.setPeer((int) waiting.inode());
        } else if (peer instanceof Peer.Closed closed) {
            entry.setCrjPeerName(ByteString.copyFrom(closed.name().toImage()));
            if ((SocketCalls.poll(socket, 0) & POLLERR) != 0) {
                entry.setCrjReset(true);
            }
        } else if (peer instanceof Peer.Named named) {
            entry.setPeer((int) named.inode());
            standIn(named.inode(), named.name());
        } else if (peer instanceof Peer.Replaced replaced) {
            requireEmpty();
            entry.setPeer((int) replaced.inode());
            standIn(replaced.inode(), UnixName.NONE);
        }
    }

    private void requireEmpty() {
        if (SocketCalls.ioctlInt(socket, Sockios.SIOCINQ) != 0) {
            throw UnsupportedResourceException.fd(
                    file.probe().pid(),
                    file.probe().fd(),
                    file.probe().link(),
                    "bytes wait in its queue, which the connection that takes its place would not have; wait until they"
                            + " are read");
        }
    }

    /** An entry of its own for the socket that stays behind, once. */
    private void standIn(long inode, UnixName peerName) {
        Set<Long> known = context.shared(UnixSocketDump.class, HashSet::new);
        if (!known.add(inode)) {
            return;
        }
        int id = STAND_IN_IDS + known.size();
        context.image().add(ImageKind.FILES, 0, StandIn.entry(id, inode, peerName));
    }
}
