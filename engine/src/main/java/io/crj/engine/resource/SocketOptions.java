package io.crj.engine.resource;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.SkOptsEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SocketFilter;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Options of level SOL_SOCKET; socket(7). */
public final class SocketOptions {

    private static final int IFNAMSIZ = 16;

    private SocketOptions() {}

    /** Refuses what of it cannot be carried. */
    public static void check(FdProbe probe, Fd socket) {
        try {
            SocketFilter.get(socket);
        } catch (SyscallException e) {
            if (e.errno() != Errno.EACCES) {
                throw e;
            }
            // Only classic programs can be read back; sk_get_filter, net/core/filter.c.
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "a socket with an eBPF program (SO_ATTACH_BPF) cannot be carried, for the kernel does not give the"
                            + " program back; detach it first");
        }
    }

    /** Must be called before the socket enters repair mode: that changes SO_REUSEADDR. */
    public static SkOptsEntry dump(Fd fd) {
        long[] sendTimeout = time(fd, SO_SNDTIMEO);
        long[] receiveTimeout = time(fd, SO_RCVTIMEO);
        SkOptsEntry.Builder opts = SkOptsEntry.newBuilder()
                .setSoSndbuf(get(fd, SO_SNDBUF))
                .setSoRcvbuf(get(fd, SO_RCVBUF))
                .setSoSndTmoSec(sendTimeout[0])
                .setSoSndTmoUsec(sendTimeout[1])
                .setSoRcvTmoSec(receiveTimeout[0])
                .setSoRcvTmoUsec(receiveTimeout[1])
                .setReuseaddr(flag(fd, SO_REUSEADDR))
                .setSoPriority(get(fd, SO_PRIORITY))
                .setSoRcvlowat(get(fd, SO_RCVLOWAT))
                .setSoDontroute(flag(fd, SO_DONTROUTE))
                .setSoNoCheck(flag(fd, SO_NO_CHECK))
                .setSoReuseport(flag(fd, SO_REUSEPORT))
                .setSoBroadcast(flag(fd, SO_BROADCAST))
                .setSoKeepalive(flag(fd, SO_KEEPALIVE))
                .setSoOobinline(get(fd, SO_OOBINLINE))
                .setSoBufLock(get(fd, SO_BUF_LOCK));
        int mark = get(fd, SO_MARK);
        if (mark != 0) {
            opts.setSoMark(mark);
        }
        String device = SocketCalls.getText(fd, SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);
        if (!device.isEmpty()) {
            opts.setSoBoundDev(device);
        }
        ByteBuffer linger = bytes(fd, SO_LINGER, 2 * Integer.BYTES);
        if (linger.getInt(0) != 0) {
            opts.setSoLinger(linger.getInt(Integer.BYTES));
        }
        SocketFilter.get(fd).forEach(instruction -> opts.addSoFilter(SocketFilterCode.toImage(instruction)));
        return opts.build();
    }

    /** What has to be set before bind(2) and connect(2). */
    public static void restoreEarly(Fd fd, SkOptsEntry opts) {
        // Several sockets may share a port now that could only be bound one after the other then.
        set(fd, SO_REUSEADDR, 1);
        if (opts.getSoReuseport()) {
            set(fd, SO_REUSEPORT, 1);
        }
        if (opts.hasSoMark()) {
            set(fd, SO_MARK, opts.getSoMark());
        }
        if (opts.hasSoBoundDev()) {
            bindToDevice(fd, opts.getSoBoundDev());
        }
        restoreBuffers(fd, opts);
    }

    private static void bindToDevice(Fd fd, String device) {
        try {
            SocketCalls.setBytes(
                    fd, SOL_SOCKET, SO_BINDTODEVICE, (device + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (SyscallException e) {
            throw new EngineException(
                    "a socket is bound to network device \"" + device + "\", which this host does not have; create it"
                            + " or give an existing one that name",
                    e);
        }
    }

    /** Buffer sizes, and whether the kernel may change them by itself. */
    public static void restoreBuffers(Fd fd, SkOptsEntry opts) {
        // The kernel doubles what it is given, and reports the doubled value; socket(7).
        set(fd, SO_SNDBUFFORCE, opts.getSoSndbuf() / 2);
        set(fd, SO_RCVBUFFORCE, opts.getSoRcvbuf() / 2);
        set(fd, SO_BUF_LOCK, opts.getSoBufLock());
    }

    /** The saved value of SO_REUSEADDR, which {@link #restoreEarly} forced on. */
    public static void restoreReuse(Fd fd, SkOptsEntry opts) {
        if (!opts.getReuseaddr()) {
            set(fd, SO_REUSEADDR, 0);
        }
    }

    /** Everything else. */
    public static void restoreLate(Fd fd, SkOptsEntry opts) {
        setTime(fd, SO_SNDTIMEO, opts.getSoSndTmoSec(), opts.getSoSndTmoUsec());
        setTime(fd, SO_RCVTIMEO, opts.getSoRcvTmoSec(), opts.getSoRcvTmoUsec());
        if (opts.hasSoPriority() && opts.getSoPriority() != get(fd, SO_PRIORITY)) {
            set(fd, SO_PRIORITY, opts.getSoPriority());
        }
        if (opts.hasSoRcvlowat() && opts.getSoRcvlowat() != 1) {
            set(fd, SO_RCVLOWAT, opts.getSoRcvlowat());
        }
        setIf(opts.getSoDontroute(), fd, SO_DONTROUTE);
        setIf(opts.getSoNoCheck(), fd, SO_NO_CHECK);
        setIf(opts.getSoBroadcast(), fd, SO_BROADCAST);
        setIf(opts.getSoKeepalive(), fd, SO_KEEPALIVE);
        setIf(opts.getSoOobinline() != 0, fd, SO_OOBINLINE);
        if (opts.hasSoLinger()) {
            ByteBuffer linger = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.nativeOrder());
            linger.putInt(1).putInt(opts.getSoLinger());
            SocketCalls.setBytes(fd, SOL_SOCKET, SO_LINGER, linger.array());
        }
        if (opts.getSoFilterCount() > 0) {
            SocketFilter.attach(
                    fd,
                    opts.getSoFilterList().stream()
                            .map(SocketFilterCode::fromImage)
                            .toList());
        }
    }

    private static long[] time(Fd fd, int option) {
        ByteBuffer timeval = bytes(fd, option, 2 * Long.BYTES);
        return new long[] {timeval.getLong(0), timeval.getLong(Long.BYTES)};
    }

    private static void setTime(Fd fd, int option, long seconds, long micros) {
        if (seconds != 0 || micros != 0) {
            ByteBuffer timeval = ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.nativeOrder());
            timeval.putLong(seconds).putLong(micros);
            SocketCalls.setBytes(fd, SOL_SOCKET, option, timeval.array());
        }
    }

    private static ByteBuffer bytes(Fd fd, int option, int sizeBytes) {
        return ByteBuffer.wrap(SocketCalls.getBytes(fd, SOL_SOCKET, option, sizeBytes))
                .order(ByteOrder.nativeOrder());
    }

    private static int get(Fd fd, int option) {
        return SocketCalls.getInt(fd, SOL_SOCKET, option);
    }

    private static boolean flag(Fd fd, int option) {
        return get(fd, option) != 0;
    }

    private static void set(Fd fd, int option, int value) {
        SocketCalls.setInt(fd, SOL_SOCKET, option, value);
    }

    private static void setIf(boolean wanted, Fd fd, int option) {
        if (wanted) {
            set(fd, option, 1);
        }
    }
}
