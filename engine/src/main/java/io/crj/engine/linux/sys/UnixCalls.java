package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.SyscallNumber.*;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Un;
import java.util.Optional;

/** System calls on unix sockets, typed; failures throw {@link SyscallException}. */
public final class UnixCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int ADDRESS_SIZE = 128;

    private UnixCalls() {}

    /** Both ends of a pair; closed together. */
    public record Pair(Fd first, Fd second) implements AutoCloseable {
        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    /** socket(2), close-on-exec. */
    public static Fd socket(int type) {
        return SocketCalls.socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    }

    /** socketpair(2), close-on-exec. */
    public static Pair pair(int type) {
        try (NativeBuffer pair = NativeBuffer.allocate(2L * Integer.BYTES)) {
            check(SYS.call(SOCKETPAIR, AF_UNIX, type | SOCK_CLOEXEC, 0, pair.address(), 0, 0), "socketpair", "");
            return new Pair(Fd.own(pair.getInt(0)), Fd.own(pair.getInt(Integer.BYTES)));
        }
    }

    /** bind(2); a path counts from the calling thread's working directory and root. */
    public static void bind(Fd fd, UnixName name) {
        withAddress(BIND, "bind", fd, name);
    }

    /** connect(2); paths as in {@link #bind}. */
    public static void connect(Fd fd, UnixName name) {
        withAddress(CONNECT, "connect", fd, name);
    }

    /** connect(2) of a datagram socket to nobody. */
    public static void disconnect(Fd fd) {
        try (NativeBuffer address = NativeBuffer.allocate(Short.BYTES)) {
            check(
                    SYS.call(CONNECT, fd.number(), address.address(), Short.BYTES, 0, 0, 0),
                    "connect",
                    fd + " to nobody");
        }
    }

    private static void withAddress(long call, String word, Fd fd, UnixName name) {
        byte[] address = name.address();
        try (NativeBuffer in = NativeBuffer.of(address)) {
            check(SYS.call(call, fd.number(), in.address(), address.length, 0, 0, 0), word, name.toString());
        }
    }

    /** getsockname(2). */
    public static UnixName localName(Fd fd) {
        return name(GETSOCKNAME, "getsockname", fd).orElse(UnixName.NONE);
    }

    /** getpeername(2); empty when the socket has no peer. */
    public static Optional<UnixName> peerName(Fd fd) {
        return name(GETPEERNAME, "getpeername", fd);
    }

    private static Optional<UnixName> name(long call, String word, Fd fd) {
        try (NativeBuffer address = NativeBuffer.allocate(ADDRESS_SIZE);
                NativeBuffer length = NativeBuffer.allocate(Integer.BYTES)) {
            length.putInt(0, ADDRESS_SIZE);
            long result = SYS.call(call, fd.number(), address.address(), length.address(), 0, 0, 0);
            if (result == -Errno.ENOTCONN) {
                return Optional.empty();
            }
            check(result, word, fd.toString());
            return Optional.of(UnixName.decode(address, length.getInt(0)));
        }
    }

    /** The file a socket is bound to, as open(2) with O_PATH gives it; empty for sockets without one; unix(7). */
    public static Optional<Fd> file(Fd fd) {
        long result = SYS.call(IOCTL, fd.number(), Un.SIOCUNIXFILE, 0, 0, 0, 0);
        if (result == -Errno.ENOENT || result == -Errno.EINVAL) {
            return Optional.empty();
        }
        return Optional.of(Fd.own(check(result, "ioctl", fd + " SIOCUNIXFILE")));
    }
}
