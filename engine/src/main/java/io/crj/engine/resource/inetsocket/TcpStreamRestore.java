package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.TcpStreamEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.RestoreContext;
import java.util.Arrays;
import java.util.List;

/** Makes a connection out of a fresh socket, without a packet; it stays in repair mode until the resume. */
final class TcpStreamRestore {

    private final InetSkEntry entry;
    private final InetEndpoint local;
    private final InetEndpoint remote;
    private final RestoreContext context;
    private final TcpStreamEntry stream;
    private final byte[] queues;

    TcpStreamRestore(InetSkEntry entry, InetEndpoint local, InetEndpoint remote, RestoreContext context) {
        this.entry = entry;
        this.local = local;
        this.remote = remote;
        this.context = context;
        long id = entry.getIno() & 0xffffffffL;
        List<ImageEntry> entries = context.image().entries(ImageKind.TCP_STREAM, id);
        if (entries.size() != 1) {
            throw new ImageFormatException(
                    ImageKind.TCP_STREAM.fileName(id), "one entry expected, not " + entries.size());
        }
        stream = (TcpStreamEntry) entries.get(0).message();
        queues = entries.get(0).payload();
        if (Integer.compareUnsigned(stream.getUnsqLen(), stream.getOutqLen()) > 0) {
            throw new ImageFormatException(
                    ImageKind.TCP_STREAM.fileName(id), "more unsent bytes than unacknowledged ones");
        }
    }

    void restore(Fd socket) {
        if (!context.options().tree().tcpEstablished()) {
            throw new EngineException("the image has a TCP connection " + local + " - " + remote
                    + ", which is only restored with --tcp-established");
        }
        TcpRepair repair = TcpRepair.enter(socket);
        if (entry.getState() == TCP_SYN_SENT) {
            call(socket, repair);
            return;
        }
        repair.select(TCP_SEND_QUEUE).sequence(sendEnd() - stream.getOutqLen());
        repair.select(TCP_RECV_QUEUE).sequence(receiveEnd() - stream.getInqLen());
        repair.select(TCP_NO_QUEUE);
        SocketCalls.bind(socket, local);
        SocketCalls.connect(socket, remote);
        negotiated(repair);
        int sent = stream.getOutqLen() - stream.getUnsqLen();
        QueueWriter writer = new QueueWriter(socket, entry.getOpts(), queues);
        repair.select(TCP_RECV_QUEUE);
        writer.receiveQueue(0, stream.getInqLen());
        repair.select(TCP_SEND_QUEUE);
        writer.sendQueue(stream.getInqLen(), sent);
        repair.select(TCP_NO_QUEUE);
        window(repair);
        byte[] unsent = Arrays.copyOfRange(queues, stream.getInqLen() + sent, queues.length);
        PendingConnections.of(context)
                .add(socket, entry, new Unsent(sendEnd() - stream.getUnsqLen(), unsent), peerFin());
    }

    /** The peer may have heard the first call: the next one has the same sequence number, one before what comes then. */
    private void call(Fd socket, TcpRepair repair) {
        repair.select(TCP_SEND_QUEUE).sequence(stream.getOutqSeq() - stream.getOutqLen() - 1);
        repair.select(TCP_NO_QUEUE);
        SocketCalls.bind(socket, local);
        PendingConnections.of(context).add(socket, entry, new Unsent(0, new byte[0]), peerFin());
    }

    /** Sequence number behind the last byte to be sent; a FIN that was sent follows at the resume. */
    private int sendEnd() {
        return stream.getOutqSeq() - (TcpState.finSent(entry.getState()) ? 1 : 0);
    }

    /** Sequence number behind the last byte received; a FIN that was received follows at the resume. */
    private int receiveEnd() {
        return stream.getInqSeq() - (TcpState.finReceived(entry.getState()) ? 1 : 0);
    }

    private PeerFin peerFin() {
        int acknowledged = sendEnd() - stream.getOutqLen();
        return new PeerFin(remote, local, receiveEnd(), acknowledged, stream.getSndWnd() >>> stream.getSndWscale());
    }

    private void negotiated(TcpRepair repair) {
        repair.options(TCPOPT_MSS, stream.getMssClamp());
        if (has(TCPI_OPT_WSCALE)) {
            repair.options(TCPOPT_WINDOW, stream.getSndWscale() | stream.getRcvWscale() << 16);
        }
        if (has(TCPI_OPT_SACK)) {
            repair.options(TCPOPT_SACK_PERM, 0);
        }
        if (has(TCPI_OPT_TIMESTAMPS)) {
            repair.options(TCPOPT_TIMESTAMP, 0);
            repair.timestamp(stream.getTimestamp());
        }
    }

    private boolean has(int option) {
        return (stream.getOptMask() & option) != 0;
    }

    private void window(TcpRepair repair) {
        if (stream.hasSndWnd()) {
            repair.window(new TcpRepair.Window(
                    stream.getSndWl1(),
                    stream.getSndWnd(),
                    stream.getMaxWindow(),
                    stream.getRcvWnd(),
                    // It may lie behind a FIN that is yet to come, which the kernel does not take.
                    stream.getRcvWup() - receiveEnd() > 0 ? receiveEnd() : stream.getRcvWup()));
        }
    }
}
