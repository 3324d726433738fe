package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.MSG_DONTWAIT;
import static io.crj.engine.linux.abi.Socket.MSG_PEEK;
import static io.crj.engine.linux.abi.Sockios.*;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.InetSkEntryOrBuilder;
import io.crj.engine.image.proto.TcpStreamEntry;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import java.util.Arrays;

/**
 * Reads a connection whose packets are held back already; the socket stays in repair mode, so that it can
 * be closed without the peer noticing.
 */
final class TcpStreamDump {

    /** A segment that the peer has acknowledged in part is still whole in the queue. */
    private static final int LARGEST_SEGMENT_BYTES = 1 << 16;

    private final FdProbe probe;
    private final Fd socket;
    private final TcpInfo info;
    private final InetSkEntryOrBuilder entry;
    private final DumpContext context;

    TcpStreamDump(FdProbe probe, Fd socket, TcpInfo info, InetSkEntryOrBuilder entry, DumpContext context) {
        this.probe = probe;
        this.socket = socket;
        this.info = info;
        this.entry = entry;
        this.context = context;
    }

    void dump() {
        boolean reuseAddress = entry.getOpts().getReuseaddr();
        SideEffect effect = TcpRepairAftermath.effect(
                NotedDescriptor.of(probe.pid(), probe.fd(), probe.stat().inode(), context), reuseAddress);
        context.onAbort(() -> new TcpRepairAftermath().undo(effect.facts()));
        context.journal().note(effect);
        TcpRepair repair = TcpRepair.enter(socket);
        TcpStreamEntry.Builder stream = TcpStreamEntry.newBuilder();
        byte[] received = receiveQueue(repair, stream);
        byte[] unacknowledged = sendQueue(repair, stream);
        options(repair, stream);
        repair.select(TCP_NO_QUEUE);
        TcpRepair.Window window = repair.window();
        stream.setSndWl1(window.sendLastUpdate())
                .setSndWnd(window.send())
                .setMaxWindow(window.sendMax())
                .setRcvWnd(window.receive())
                .setRcvWup(window.receiveLastUpdate());
        byte[] payload = Arrays.copyOf(received, received.length + unacknowledged.length);
        System.arraycopy(unacknowledged, 0, payload, received.length, unacknowledged.length);
        context.image().add(ImageKind.TCP_STREAM, entry.getIno() & 0xffffffffL, stream.build(), payload);
    }

    private byte[] receiveQueue(TcpRepair repair, TcpStreamEntry.Builder stream) {
        repair.select(TCP_RECV_QUEUE);
        int length = SocketCalls.ioctlInt(socket, SIOCINQ);
        stream.setInqLen(length).setInqSeq(repair.sequence());
        return peek(length, 0, "received");
    }

    private byte[] sendQueue(TcpRepair repair, TcpStreamEntry.Builder stream) {
        repair.select(TCP_SEND_QUEUE);
        int fin = TcpState.finUnacknowledged(info.state()) ? 1 : 0;
        int length = SocketCalls.ioctlInt(socket, SIOCOUTQ) - fin;
        int unsent = SocketCalls.ioctlInt(socket, SIOCOUTQNSD);
        stream.setOutqLen(length).setOutqSeq(repair.sequence()).setUnsqLen(Math.min(unsent, length));
        return peek(length, LARGEST_SEGMENT_BYTES, "unacknowledged");
    }

    /** The last {@code lengthBytes} of the selected queue. */
    private byte[] peek(int lengthBytes, int slackBytes, String what) {
        if (lengthBytes == 0) {
            return new byte[0];
        }
        byte[] bytes = SocketCalls.receive(socket, lengthBytes + slackBytes, MSG_PEEK | MSG_DONTWAIT);
        if (bytes.length < lengthBytes) {
            throw new EngineException("pid " + probe.pid() + " fd " + probe.fd() + " (" + probe.link() + "): only "
                    + bytes.length + " of " + lengthBytes + " " + what + " bytes can be read; urgent data is not"
                    + " supported yet");
        }
        return bytes.length == lengthBytes
                ? bytes
                : Arrays.copyOfRange(bytes, bytes.length - lengthBytes, bytes.length);
    }

    private void options(TcpRepair repair, TcpStreamEntry.Builder stream) {
        stream.setOptMask(info.options()).setMssClamp(repair.peerSegmentSize()).setSndWscale(0);
        if (info.has(TCPI_OPT_WSCALE)) {
            stream.setSndWscale(info.sendScale()).setRcvWscale(info.receiveScale());
        }
        if (info.has(TCPI_OPT_TIMESTAMPS)) {
            stream.setTimestamp(repair.timestamp());
        }
    }
}
