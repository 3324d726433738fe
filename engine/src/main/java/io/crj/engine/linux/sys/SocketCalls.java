package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.MSG_DONTWAIT;
import static io.crj.engine.linux.abi.Socket.MSG_NOSIGNAL;
import static io.crj.engine.linux.abi.Socket.MSG_PEEK;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_PEERNAME;
import static io.crj.engine.linux.abi.SyscallNumber.*;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import java.util.Arrays;
import java.util.Optional;

/** System calls on sockets, typed; failures throw {@link SyscallException}. */
public final class SocketCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int SCRATCH_BYTES = 256;
    private static final int LARGEST_DATAGRAM_BYTES = 1 << 16;
    private static final int LENGTH_AT = SCRATCH_BYTES - Integer.BYTES;

    /** Option values and addresses pass through here: allocating for each of ten thousand sockets would be felt. */
    private static final ThreadLocal<NativeBuffer> SCRATCH =
            ThreadLocal.withInitial(() -> NativeBuffer.allocate(SCRATCH_BYTES));

    private SocketCalls() {}

    /** socket(2). */
    public static Fd socket(int family, int type, int protocol) {
        return Fd.own(check(
                SYS.call(SOCKET, family, type, protocol, 0, 0, 0),
                "socket",
                "family " + family + " type " + type + " protocol " + protocol));
    }

    /** bind(2). */
    public static void bind(Fd fd, InetEndpoint local) {
        NativeBuffer address = SCRATCH.get();
        local.encode(address);
        check(SYS.call(BIND, fd.number(), address.address(), local.sizeBytes(), 0, 0, 0), "bind", local.toString());
    }

    /** bind(2) with an address of any family, laid out as the kernel wants it. */
    public static void bind(Fd fd, byte[] address) {
        NativeBuffer buffer = SCRATCH.get().putBytes(0, address);
        check(SYS.call(BIND, fd.number(), buffer.address(), address.length, 0, 0, 0), "bind", fd.toString());
    }

    /** connect(2). */
    public static void connect(Fd fd, InetEndpoint remote) {
        NativeBuffer address = SCRATCH.get();
        remote.encode(address);
        check(
                SYS.call(CONNECT, fd.number(), address.address(), remote.sizeBytes(), 0, 0, 0),
                "connect",
                remote.toString());
    }

    /** listen(2). */
    public static void listen(Fd fd, int backlog) {
        check(SYS.call(LISTEN, fd.number(), backlog, 0, 0, 0, 0), "listen", fd + " backlog " + backlog);
    }

    /** accept(2). */
    public static Fd accept(Fd fd) {
        return Fd.own(check(SYS.call(ACCEPT, fd.number(), 0, 0, 0, 0, 0), "accept", fd.toString()));
    }

    /** shutdown(2). */
    public static void shutdown(Fd fd, int how) {
        check(SYS.call(SHUTDOWN, fd.number(), how, 0, 0, 0, 0), "shutdown", fd + " how " + how);
    }

    /** getsockname(2) of an IPv4 or IPv6 socket. */
    public static InetEndpoint localEndpoint(Fd fd) {
        NativeBuffer out = SCRATCH.get().putInt(LENGTH_AT, LENGTH_AT);
        check(
                SYS.call(GETSOCKNAME, fd.number(), out.address(), out.address() + LENGTH_AT, 0, 0, 0),
                "getsockname",
                fd.toString());
        return InetEndpoint.decode(out);
    }

    /** getpeername(2) of an IPv4 or IPv6 socket; any address and port 0 where it has no peer. */
    public static InetEndpoint remoteEndpoint(Fd fd, int family) {
        NativeBuffer out = SCRATCH.get().putInt(LENGTH_AT, LENGTH_AT);
        long result = SYS.call(GETPEERNAME, fd.number(), out.address(), out.address() + LENGTH_AT, 0, 0, 0);
        if (result == -Errno.ENOTCONN) {
            return InetEndpoint.any(family);
        }
        check(result, "getpeername", fd.toString());
        return InetEndpoint.decode(out);
    }

    /**
     * Whom an IPv4 or IPv6 socket calls, also one that has not been answered yet, of which getpeername(2) says nothing;
     * any address and port 0 where it calls nobody; SO_PEERNAME, net/core/sock.c.
     */
    public static InetEndpoint calledEndpoint(Fd fd, int family) {
        int size = InetEndpoint.any(family).sizeBytes();
        NativeBuffer out = SCRATCH.get().putInt(LENGTH_AT, size);
        long result =
                SYS.call(GETSOCKOPT, fd.number(), SOL_SOCKET, SO_PEERNAME, out.address(), out.address() + LENGTH_AT, 0);
        if (result == -Errno.ENOTCONN) {
            return InetEndpoint.any(family);
        }
        checkOption(result, "getsockopt", fd, SOL_SOCKET, SO_PEERNAME);
        return InetEndpoint.decode(out);
    }

    /** A datagram that waits in a socket. */
    public record Datagram(byte[] bytes, InetEndpoint from) {}

    /** Looks at the next datagram of an IPv4 or IPv6 socket, from its SO_PEEK_OFF on; empty when there is none. */
    public static Optional<Datagram> peekDatagram(Fd fd) {
        try (NativeBuffer out = NativeBuffer.allocate(LARGEST_DATAGRAM_BYTES)) {
            NativeBuffer name = SCRATCH.get().putInt(LENGTH_AT, LENGTH_AT);
            long result = SYS.call(
                    RECVFROM,
                    fd.number(),
                    out.address(),
                    LARGEST_DATAGRAM_BYTES,
                    MSG_PEEK | MSG_DONTWAIT,
                    name.address(),
                    name.address() + LENGTH_AT);
            if (result == -Errno.EAGAIN) {
                return Optional.empty();
            }
            int length = (int) check(result, "recvfrom", fd.toString());
            return Optional.of(new Datagram(out.getBytes(0, length), InetEndpoint.decode(name)));
        }
    }

    /** getsockopt(2) of an {@code int}. */
    public static int getInt(Fd fd, int level, int option) {
        NativeBuffer value = SCRATCH.get().putInt(0, 0).putInt(LENGTH_AT, Integer.BYTES);
        checkOption(
                SYS.call(GETSOCKOPT, fd.number(), level, option, value.address(), value.address() + LENGTH_AT, 0),
                "getsockopt",
                fd,
                level,
                option);
        return value.getInt(0);
    }

    /** getsockopt(2) of a structure of at most {@code maxBytes} (up to 252); as many bytes as the kernel filled in. */
    public static byte[] getBytes(Fd fd, int level, int option, int maxBytes) {
        NativeBuffer value = SCRATCH.get().putInt(LENGTH_AT, Math.min(maxBytes, LENGTH_AT));
        checkOption(
                SYS.call(GETSOCKOPT, fd.number(), level, option, value.address(), value.address() + LENGTH_AT, 0),
                "getsockopt",
                fd,
                level,
                option);
        return value.getBytes(0, value.getInt(LENGTH_AT));
    }

    /** The {@code optlen} getsockopt(2) returns for an empty buffer: for options that answer with a count. */
    public static int getLength(Fd fd, int level, int option) {
        NativeBuffer value = SCRATCH.get().putInt(LENGTH_AT, 0);
        checkOption(
                SYS.call(GETSOCKOPT, fd.number(), level, option, 0, value.address() + LENGTH_AT, 0),
                "getsockopt",
                fd,
                level,
                option);
        return value.getInt(LENGTH_AT);
    }

    /** setsockopt(2) of an {@code int}. */
    public static void setInt(Fd fd, int level, int option, int value) {
        NativeBuffer in = SCRATCH.get().putInt(0, value);
        checkOption(
                SYS.call(SETSOCKOPT, fd.number(), level, option, in.address(), Integer.BYTES, 0),
                "setsockopt",
                fd,
                level,
                option);
    }

    /** setsockopt(2) of a structure of at most 252 bytes. */
    public static void setBytes(Fd fd, int level, int option, byte[] value) {
        if (value.length > LENGTH_AT) {
            throw new IllegalArgumentException("an option value of " + value.length + " bytes");
        }
        NativeBuffer in = SCRATCH.get().putBytes(0, value);
        setMemory(fd, level, option, in.address(), value.length);
    }

    /** setsockopt(2) of a structure that points to further memory. */
    static void setMemory(Fd fd, int level, int option, long address, int lengthBytes) {
        checkOption(
                SYS.call(SETSOCKOPT, fd.number(), level, option, address, lengthBytes, 0),
                "setsockopt",
                fd,
                level,
                option);
    }

    /** ioctl(2) that answers with an {@code int}. */
    public static int ioctlInt(Fd fd, int request) {
        NativeBuffer value = SCRATCH.get().putInt(0, 0);
        long result = SYS.call(IOCTL, fd.number(), request, value.address(), 0, 0, 0);
        if (result < 0) {
            throw new SyscallException("ioctl", (int) -result, fd + " request 0x" + Integer.toHexString(request));
        }
        return value.getInt(0);
    }

    /**
     * send(2).
     *
     * @return how many of the bytes were taken
     */
    public static int send(Fd fd, byte[] message, int flags) {
        try (NativeBuffer in = NativeBuffer.of(message)) {
            return (int) send(fd, in.address(), message.length, flags);
        }
    }

    /** sendto(2). */
    public static void sendTo(Fd fd, byte[] message, InetEndpoint destination) {
        NativeBuffer address = SCRATCH.get();
        destination.encode(address);
        try (NativeBuffer in = NativeBuffer.of(message)) {
            long result = SYS.call(
                    SENDTO, fd.number(), in.address(), message.length, 0, address.address(), destination.sizeBytes());
            check(result, "sendto", destination.toString());
        }
    }

    /** send(2) of a range, without waiting, in pieces of {@code chunkBytes}; all of it or an error. */
    public static void sendFully(Fd fd, byte[] bytes, int offset, int lengthBytes, int chunkBytes) {
        try (NativeBuffer in = NativeBuffer.allocate(lengthBytes)) {
            in.asByteBuffer().put(bytes, offset, lengthBytes);
            int done = 0;
            while (done < lengthBytes) {
                int next = Math.min(chunkBytes, lengthBytes - done);
                done += (int) send(fd, in.address() + done, next, MSG_DONTWAIT | MSG_NOSIGNAL);
            }
        }
    }

    private static long send(Fd fd, long address, int lengthBytes, int flags) {
        return check(
                SYS.call(SENDTO, fd.number(), address, lengthBytes, flags, 0, 0),
                "send",
                fd + " " + lengthBytes + " bytes");
    }

    /** recv(2) of at most {@code maxBytes}. */
    public static byte[] receive(Fd fd, int maxBytes, int flags) {
        try (NativeBuffer out = NativeBuffer.allocate(maxBytes)) {
            long n = check(
                    SYS.call(RECVFROM, fd.number(), out.address(), maxBytes, flags, 0, 0),
                    "recv",
                    fd + " " + maxBytes + " bytes");
            return out.getBytes(0, (int) Math.min(n, maxBytes));
        }
    }

    /** poll(2) without waiting: which of {@code events}, or POLLERR and POLLHUP, are the case. */
    public static int poll(Fd fd, int events) {
        return poll(fd, events, 0);
    }

    /** poll(2) for at most {@code timeoutMillis}. */
    public static int poll(Fd fd, int events, int timeoutMillis) {
        NativeBuffer pollfd = SCRATCH.get().putInt(0, fd.number()).putInt(Integer.BYTES, events);
        check(SYS.call(POLL, pollfd.address(), 1, timeoutMillis, 0, 0, 0), "poll", fd.toString());
        return pollfd.getUnsignedShort(6);
    }

    /** The NUL-terminated text of an option, such as the name of a device. */
    public static String getText(Fd fd, int level, int option, int maxBytes) {
        byte[] bytes = getBytes(fd, level, option, maxBytes);
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(Arrays.copyOf(bytes, end), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Words are only made for a failure: options are read by the hundred thousand. */
    private static void checkOption(long result, String call, Fd fd, int level, int option) {
        if (result < 0) {
            throw new SyscallException(call, (int) -result, fd + " level " + level + " option " + option);
        }
    }
}
