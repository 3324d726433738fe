package io.crj.engine.linux.netlink;

import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.ArrayList;
import java.util.List;

/** A netlink socket in the calling thread's network namespace; netlink(7). */
public final class NetlinkSocket implements AutoCloseable {

    /** The kernel never fills a datagram of a dump beyond this; include/linux/netlink.h. */
    private static final int LARGEST_DATAGRAM_BYTES = 32 << 10;

    private final Fd socket;

    private NetlinkSocket(Fd socket) {
        this.socket = socket;
    }

    /** @param protocol NETLINK_ROUTE, NETLINK_NETFILTER */
    public static NetlinkSocket open(int protocol) {
        Fd socket = SocketCalls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        try {
            SocketCalls.setInt(socket, SOL_NETLINK, NETLINK_CAP_ACK, 1);
            SocketCalls.setInt(socket, SOL_NETLINK, NETLINK_EXT_ACK, 1);
            return new NetlinkSocket(socket);
        } catch (SyscallException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends requests and returns what the kernel answers, acknowledgements left out.
     *
     * @param what for the error: what is asked for, and of which object
     * @throws NetlinkException when the kernel refuses any of the requests
     */
    public List<NetlinkMessage> request(NetlinkWriter requests, String what) {
        byte[] bytes = requests.toBytes();
        SocketCalls.setInt(socket, SOL_SOCKET, SO_SNDBUFFORCE, Math.max(bytes.length, LARGEST_DATAGRAM_BYTES));
        SocketCalls.send(socket, bytes, 0);
        List<NetlinkMessage> answers = new ArrayList<>();
        // The kernel has done it all when send(2) returns; only long dumps go on while their parts are read.
        while (true) {
            byte[] datagram;
            try {
                datagram = SocketCalls.receive(socket, LARGEST_DATAGRAM_BYTES, MSG_DONTWAIT);
            } catch (SyscallException e) {
                if (e.errno() == Errno.EAGAIN) {
                    return answers;
                }
                throw e;
            }
            for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
                if (message.type() == NLMSG_ERROR) {
                    refuseUnlessAcknowledged(message, what);
                } else if (message.type() != NLMSG_DONE) {
                    answers.add(message);
                }
            }
        }
    }

    private static void refuseUnlessAcknowledged(NetlinkMessage message, String what) {
        if (message.errno() != 0) {
            throw new NetlinkException(what, message.errno(), message.explanation());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
