package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_REUSEADDR;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Repair mode of a TCP socket: its state can be read and written, and nothing is sent, not even when it is closed;
 * tcp(7), net/ipv4/tcp.c.
 */
final class TcpRepair {

    private final Fd socket;

    private TcpRepair(Fd socket) {
        this.socket = socket;
    }

    /** Enters repair mode; the kernel forgets SO_REUSEADDR meanwhile, see {@link #leave}. */
    static TcpRepair enter(Fd socket) {
        SocketCalls.setInt(socket, IPPROTO_TCP, TCP_REPAIR, TCP_REPAIR_ON);
        return new TcpRepair(socket);
    }

    /**
     * Leaves repair mode.
     *
     * @param how TCP_REPAIR_OFF, which tells the peer that the connection lives, or TCP_REPAIR_OFF_NO_WP
     * @param reuseAddress SO_REUSEADDR as it shall be afterwards: leaving clears it
     */
    static void leave(Fd socket, int how, boolean reuseAddress) {
        SocketCalls.setInt(socket, IPPROTO_TCP, TCP_REPAIR, how);
        if (reuseAddress) {
            SocketCalls.setInt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
        }
    }

    /**
     * How many bytes were sent, or are about to be, since the sequence number was {@code begin}; a FIN counts as one. The
     * socket is in repair mode afterwards.
     */
    static int sent(Fd socket, int begin) {
        TcpRepair repair = enter(socket).select(TCP_SEND_QUEUE);
        int sent = repair.sequence() - begin;
        repair.select(TCP_NO_QUEUE);
        return sent;
    }

    /** Chooses the queue the following calls are about. */
    TcpRepair select(int queue) {
        SocketCalls.setInt(socket, IPPROTO_TCP, TCP_REPAIR_QUEUE, queue);
        return this;
    }

    /** Sequence number behind the last byte of the selected queue. */
    int sequence() {
        return SocketCalls.getInt(socket, IPPROTO_TCP, TCP_QUEUE_SEQ);
    }

    /** Sets it; only before connecting. */
    void sequence(int value) {
        SocketCalls.setInt(socket, IPPROTO_TCP, TCP_QUEUE_SEQ, value);
    }

    /** Largest segment the peer accepts. */
    int peerSegmentSize() {
        return SocketCalls.getInt(socket, IPPROTO_TCP, TCP_MAXSEG);
    }

    int timestamp() {
        return SocketCalls.getInt(socket, IPPROTO_TCP, TCP_TIMESTAMP);
    }

    void timestamp(int value) {
        SocketCalls.setInt(socket, IPPROTO_TCP, TCP_TIMESTAMP, value);
    }

    /** Sets negotiated options: pairs of TCPOPT_… code and value; only right after connecting. */
    void options(int... codesAndValues) {
        ByteBuffer out =
                ByteBuffer.allocate(codesAndValues.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int word : codesAndValues) {
            out.putInt(word);
        }
        SocketCalls.setBytes(socket, IPPROTO_TCP, TCP_REPAIR_OPTIONS, out.array());
    }

    Window window() {
        byte[] bytes = SocketCalls.getBytes(socket, IPPROTO_TCP, TCP_REPAIR_WINDOW, REPAIR_WINDOW_SIZE);
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new Window(in.getInt(), in.getInt(), in.getInt(), in.getInt(), in.getInt());
    }

    void window(Window window) {
        ByteBuffer out = ByteBuffer.allocate(REPAIR_WINDOW_SIZE).order(ByteOrder.nativeOrder());
        out.putInt(window.sendLastUpdate())
                .putInt(window.send())
                .putInt(window.sendMax())
                .putInt(window.receive())
                .putInt(window.receiveLastUpdate());
        SocketCalls.setBytes(socket, IPPROTO_TCP, TCP_REPAIR_WINDOW, out.array());
    }

    /** {@code struct tcp_repair_window}, in its order: snd_wl1, snd_wnd, max_window, rcv_wnd, rcv_wup. */
    record Window(int sendLastUpdate, int send, int sendMax, int receive, int receiveLastUpdate) {}
}
