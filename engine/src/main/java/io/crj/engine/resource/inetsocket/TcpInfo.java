package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Tcp.*;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What crj needs of {@code struct tcp_info}; tcp(7), linux/tcp.h.
 *
 * @param state TCP_ESTABLISHED …
 * @param options TCPI_OPT_… bits
 * @param acceptQueue connections waiting for accept(2); only of a listening socket
 * @param backlog longest allowed accept queue; only of a listening socket
 * @param unanswered whether something was sent again, for the peer did not answer
 * @param answered whether a peer ever did, so that there was a connection
 */
record TcpInfo(
        int state,
        int options,
        int sendScale,
        int receiveScale,
        int acceptQueue,
        int backlog,
        boolean unanswered,
        boolean answered) {

    static TcpInfo read(Fd socket) {
        ByteBuffer in = ByteBuffer.wrap(SocketCalls.getBytes(socket, IPPROTO_TCP, TCP_INFO, TCP_INFO_SIZE))
                .order(ByteOrder.nativeOrder());
        int scales = in.get(TCPI_WSCALE);
        return new TcpInfo(
                in.get(TCPI_STATE),
                in.get(TCPI_OPTIONS) & 0xff,
                scales & 0xf,
                scales >> 4 & 0xf,
                in.getInt(TCPI_UNACKED),
                in.getInt(TCPI_SACKED),
                (in.getInt(TCPI_RETRANSMITS) & 0xffffff) != 0,
                in.getInt(TCPI_RTT) != 0 || in.get(TCPI_OPTIONS) != 0);
    }

    boolean has(int option) {
        return (options & option) != 0;
    }
}
