package io.crj.engine.linux.feature;

import static io.crj.engine.linux.abi.SyscallNumber.READ;
import static io.crj.engine.linux.abi.SyscallNumber.SETSOCKOPT;
import static io.crj.engine.linux.abi.SyscallNumber.SOCKET;
import static io.crj.engine.linux.abi.SyscallNumber.WRITE;

import io.crj.engine.linux.abi.In;
import io.crj.engine.linux.abi.Netlink;
import io.crj.engine.linux.abi.NfTables;
import io.crj.engine.linux.abi.Nfnetlink;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.abi.Tcp;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.Syscalls;
import java.util.stream.Stream;

/** Probes for what holds connections and moves them. */
final class NetworkFeatures {

    private static final Syscalls SYS = Syscalls.get();
    private static final int REPLY_BYTES = 4096;

    private NetworkFeatures() {}

    static Stream<Feature> probe() {
        return Stream.of(tcpRepair(), nftables());
    }

    private static Feature tcpRepair() {
        long fd = SYS.call(SOCKET, Socket.AF_INET, Socket.SOCK_STREAM | Socket.SOCK_CLOEXEC, 0, 0, 0, 0);
        String loss = "established TCP connections can be neither dumped nor restored";
        if (fd < 0) {
            return Feature.required("TCP_REPAIR", fd, loss);
        }
        try (Fd socket = Fd.own(fd);
                NativeBuffer on = NativeBuffer.allocate(Integer.BYTES)) {
            on.putInt(0, Tcp.TCP_REPAIR_ON);
            long result = SYS.call(
                    SETSOCKOPT, socket.number(), In.IPPROTO_TCP, Tcp.TCP_REPAIR, on.address(), Integer.BYTES, 0);
            return Feature.ofCall("TCP_REPAIR", result, "established TCP connections are dumped and restored", loss);
        }
    }

    /** Asks nf_tables for its generation number, which needs no table. */
    private static Feature nftables() {
        String loss = "connections cannot be locked while their tree is away";
        int type = Socket.SOCK_RAW | Socket.SOCK_CLOEXEC;
        long fd = SYS.call(SOCKET, Socket.AF_NETLINK, type, Netlink.NETLINK_NETFILTER, 0, 0, 0);
        if (fd < 0) {
            return Feature.required("nftables", fd, loss);
        }
        try (Fd socket = Fd.own(fd)) {
            return Feature.ofCall(
                    "nftables", generation(socket), "connections are locked while their tree is away", loss);
        }
    }

    /** 0, or the error that nf_tables answers with. */
    private static long generation(Fd socket) {
        int header = Netlink.NLMSG_HEADER_SIZE;
        try (NativeBuffer request = NativeBuffer.allocate(header + Integer.BYTES);
                NativeBuffer reply = NativeBuffer.allocate(REPLY_BYTES)) {
            request.putInt(0, header + Integer.BYTES)
                    .putShort(4, Nfnetlink.NFNL_SUBSYS_NFTABLES << 8 | NfTables.NFT_MSG_GETGEN)
                    .putShort(6, Netlink.NLM_F_REQUEST);
            long sent = SYS.call(WRITE, socket.number(), request.address(), request.sizeBytes(), 0, 0, 0);
            if (sent < 0) {
                return sent;
            }
            long received = SYS.call(READ, socket.number(), reply.address(), REPLY_BYTES, 0, 0, 0);
            boolean error = reply.getUnsignedShort(4) == Netlink.NLMSG_ERROR;
            return received < 0 || !error ? Math.min(received, 0) : reply.getInt(header);
        }
    }
}
