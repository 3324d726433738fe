package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.AF_NETLINK;
import static io.crj.engine.linux.abi.SyscallNumber.*;
import static io.crj.engine.linux.sys.SyscallException.check;

/** Addresses of netlink sockets; netlink(7), {@code struct sockaddr_nl} of linux/netlink.h. */
public final class NetlinkCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int SOCKADDR_NL_SIZE = 12;
    private static final int NL_PID = 4;
    private static final int NL_GROUPS = 8;

    private NetlinkCalls() {}

    /**
     * Where a netlink socket is, or speaks to.
     *
     * @param port 0 is the kernel
     * @param groups mask of the first 32 multicast groups
     */
    public record Address(int port, int groups) {

        private NativeBuffer encode() {
            return NativeBuffer.allocate(SOCKADDR_NL_SIZE)
                    .putInt(0, AF_NETLINK)
                    .putInt(NL_PID, port)
                    .putInt(NL_GROUPS, groups);
        }
    }

    /** getsockname(2). */
    public static Address localAddress(Fd fd) {
        return address(GETSOCKNAME, "getsockname", fd);
    }

    /** getpeername(2); of a socket that was never connected the kernel. */
    public static Address remoteAddress(Fd fd) {
        return address(GETPEERNAME, "getpeername", fd);
    }

    private static Address address(long call, String word, Fd fd) {
        try (NativeBuffer out = NativeBuffer.allocate(SOCKADDR_NL_SIZE);
                NativeBuffer length = NativeBuffer.allocate(Integer.BYTES).putInt(0, SOCKADDR_NL_SIZE)) {
            check(SYS.call(call, fd.number(), out.address(), length.address(), 0, 0, 0), word, fd.toString());
            return new Address(out.getInt(NL_PID), out.getInt(NL_GROUPS));
        }
    }

    /** bind(2). */
    public static void bind(Fd fd, Address local) {
        with(BIND, "bind", fd, local);
    }

    /** connect(2). */
    public static void connect(Fd fd, Address remote) {
        with(CONNECT, "connect", fd, remote);
    }

    private static void with(long call, String word, Fd fd, Address address) {
        try (NativeBuffer in = address.encode()) {
            check(SYS.call(call, fd.number(), in.address(), SOCKADDR_NL_SIZE, 0, 0, 0), word, address.toString());
        }
    }
}
