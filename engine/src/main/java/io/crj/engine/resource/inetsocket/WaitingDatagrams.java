package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_UDPLITE;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjEndpoint;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SocketOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Datagrams of an image that a restored socket finds in its queue: they are sent to it once more, by us, over loopback. */
final class WaitingDatagrams implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WaitingDatagrams.class);

    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int UDP_HEADER_BYTES = 8;
    private static final int CHECKSUM_AT = 6;
    /** What the kernel counts for each datagram beside its bytes, generously. */
    private static final int OVERHEAD_BYTES = 2048;

    private final Fd socket;
    private final InetSkEntry entry;
    private final List<ImageEntry> datagrams;

    private WaitingDatagrams(Fd socket, InetSkEntry entry, List<ImageEntry> datagrams) {
        this.socket = socket;
        this.entry = entry;
        this.datagrams = datagrams;
    }

    private record Key(int id) {}

    /** Has those of {@code socket} delivered when the tree resumes: its address is here then, and the network open. */
    static void restore(Fd socket, InetSkEntry entry, RestoreContext context) {
        List<ImageEntry> datagrams = context.image().entries(ImageKind.SK_QUEUES, 0).stream()
                .filter(packet -> ((SkPacketEntry) packet.message()).getIdFor() == entry.getId())
                .toList();
        if (datagrams.isEmpty()) {
            return;
        }
        Fd copy = Fd.own(FileCalls.fcntl(socket, F_DUPFD_CLOEXEC, 0));
        WaitingDatagrams waiting =
                context.shared(new Key(entry.getId()), () -> new WaitingDatagrams(copy, entry, datagrams));
        waiting.datagrams.forEach(WaitingDatagrams::sender);
        context.onResume(waiting::deliver);
    }

    private void deliver() {
        long needed = 2L * entry.getOpts().getSoRcvbuf();
        for (ImageEntry datagram : datagrams) {
            needed += 2L * datagram.payload().length + OVERHEAD_BYTES;
        }
        SocketCalls.setInt(socket, SOL_SOCKET, SO_RCVBUFFORCE, (int) Math.min(needed, Integer.MAX_VALUE / 2));
        try {
            datagrams.forEach(this::deliver);
        } finally {
            SocketOptions.restoreBuffers(socket, entry.getOpts());
        }
    }

    private void deliver(ImageEntry datagram) {
        InetEndpoint from = sender(datagram);
        try {
            InetAddress to = receiver(from);
            byte[] segment = segment(from, to, datagram.payload());
            new LocalPacket(from.address(), to, entry.getProto(), segment).deliver();
        } catch (SyscallException e) {
            LOG.warn("a datagram from {} that waited in socket {} was lost: {}", from, entry.getId(), e.getMessage());
        }
    }

    /** RFC 768; RFC 3828 for UDP-Lite, where all of it is summed up when the length of what is summed up is 0. */
    private byte[] segment(InetEndpoint from, InetAddress to, byte[] bytes) {
        boolean lite = entry.getProto() == IPPROTO_UDPLITE;
        ByteBuffer segment = ByteBuffer.allocate(UDP_HEADER_BYTES + bytes.length)
                .putShort((short) from.port())
                .putShort((short) entry.getSrcPort())
                .putShort((short) (lite ? 0 : UDP_HEADER_BYTES + bytes.length));
        segment.put(UDP_HEADER_BYTES, bytes);
        LocalPacket.checksum(from.address(), to, entry.getProto(), segment, CHECKSUM_AT);
        return segment.array();
    }

    private static InetEndpoint sender(ImageEntry datagram) {
        CrjEndpoint from = ((SkPacketEntry) datagram.message()).getCrjFrom();
        try {
            return new InetEndpoint(from.getFamily(), from.getAddressList(), from.getPort(), 0);
        } catch (IllegalArgumentException e) {
            throw new ImageFormatException(ImageKind.SK_QUEUES.fileName(0), e.getMessage(), e);
        }
    }

    /** A socket that hears all addresses is called by the one from which it would answer. */
    private InetAddress receiver(InetEndpoint from) {
        InetEndpoint local = ImageEndpoints.local(entry);
        if (!local.isWildcard()) {
            return local.address();
        }
        InetEndpoint sender = InetEndpoint.of(from.address(), Math.max(1, from.port()));
        try (Fd probe = SocketCalls.socket(sender.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
            SocketCalls.connect(probe, sender);
            return SocketCalls.localEndpoint(probe).address();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
