package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.abi.SyscallNumber.POLL;
import static io.crj.engine.linux.abi.SyscallNumber.READ;
import static io.crj.engine.linux.abi.SyscallNumber.RT_SIGPROCMASK;
import static io.crj.engine.linux.abi.SyscallNumber.WRITE;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Poll;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.abi.Termbits;
import io.crj.engine.linux.abi.TtyIoctls;
import java.time.Duration;
import java.util.List;

/** System calls on terminals, typed; failures throw {@link SyscallException}. */
public final class TerminalCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int SIG_BLOCK = 0;
    private static final int SIG_SETMASK = 2;

    private TerminalCalls() {}

    /** Whether the file is a terminal that was not hung up. */
    public static boolean isTerminal(Fd fd) {
        try (NativeBuffer out = NativeBuffer.allocate(Termbits.TERMIOS2_SIZE)) {
            long request = Integer.toUnsignedLong(TtyIoctls.TCGETS2);
            return SYS.call(IOCTL, fd.number(), request, out.address(), 0, 0, 0) == 0;
        }
    }

    /** {@code struct termios2}; through a master: its slave's. */
    public static byte[] modes(Fd fd) {
        return get(fd, TtyIoctls.TCGETS2, Termbits.TERMIOS2_SIZE);
    }

    /** Sets a {@code struct termios2} at once. */
    public static void setModes(Fd fd, byte[] modes) {
        set(fd, TtyIoctls.TCSETS2, modes);
    }

    /** {@code struct termios}: the bits that cannot be changed. */
    public static byte[] lockedModes(Fd fd) {
        return get(fd, TtyIoctls.TIOCGLCKTRMIOS, Termbits.TERMIOS_SIZE);
    }

    public static void setLockedModes(Fd fd, byte[] locked) {
        set(fd, TtyIoctls.TIOCSLCKTRMIOS, locked);
    }

    /** {@code struct winsize}. */
    public static byte[] windowSize(Fd fd) {
        return get(fd, TtyIoctls.TIOCGWINSZ, TtyIoctls.WINSIZE_SIZE);
    }

    public static void setWindowSize(Fd fd, byte[] size) {
        set(fd, TtyIoctls.TIOCSWINSZ, size);
    }

    /** The integer that a request reports. */
    public static int number(Fd fd, int request) {
        try (NativeBuffer out = NativeBuffer.allocate(Integer.BYTES)) {
            ioctl(fd, request, out.address());
            return out.getInt(0);
        }
    }

    /** A request that takes the address of an integer. */
    public static void setNumber(Fd fd, int request, int value) {
        try (NativeBuffer in = NativeBuffer.allocate(Integer.BYTES)) {
            ioctl(fd, request, in.putInt(0, value).address());
        }
    }

    /** A request that takes nothing, or a plain number. */
    public static long ioctl(Fd fd, int request, long argument) {
        return FileCalls.ioctl(fd, Integer.toUnsignedLong(request), argument);
    }

    /** Opens the slave of an unlocked master; never becomes the caller's controlling terminal. */
    public static Fd openPeer(Fd master, int flags) {
        // Unlike open(2), this request would leave O_CLOEXEC among the flags of the open file, where it can be seen.
        int own = flags & ~Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY;
        Fd peer = Fd.own(ioctl(master, TtyIoctls.TIOCGPTPEER, own));
        FileCalls.fcntl(peer, Fcntl.F_SETFD, Fcntl.FD_CLOEXEC);
        return peer;
    }

    /** Waits for {@code events}, or errors; poll(2). The kernel first works off what is on its way to the terminal. */
    public static int poll(Fd fd, int events, Duration patience) {
        return poll(List.of(fd), events, patience)[0];
    }

    /** What has come to pass of {@code events}, or errors, on each of several files; poll(2). */
    public static int[] poll(List<Fd> fds, int events, Duration patience) {
        try (NativeBuffer in = NativeBuffer.allocate((long) Poll.POLLFD_SIZE * fds.size())) {
            for (int i = 0; i < fds.size(); i++) {
                long entry = (long) i * Poll.POLLFD_SIZE;
                in.putInt(entry, fds.get(i).number()).putShort(entry + Poll.POLLFD_EVENTS, (short) events);
            }
            int[] ready = new int[fds.size()];
            long count = SYS.call(POLL, in.address(), fds.size(), patience.toMillis(), 0, 0, 0);
            if (count != -Errno.EINTR) {
                check(count, "poll", fds.toString());
                for (int i = 0; i < ready.length; i++) {
                    ready[i] = in.getUnsignedShort((long) i * Poll.POLLFD_SIZE + Poll.POLLFD_REVENTS);
                }
            }
            return ready;
        }
    }

    /** write(2) to a terminal that may not block; how many of the bytes from {@code offset} on it took. */
    public static int write(Fd fd, byte[] bytes, int offset) {
        try (NativeBuffer data = NativeBuffer.of(bytes)) {
            long n = SYS.call(WRITE, fd.number(), data.address() + offset, bytes.length - offset, 0, 0, 0);
            return n == -Errno.EAGAIN ? 0 : (int) check(n, "write", fd.toString());
        }
    }

    /** One read(2): of a terminal in canonical mode, one line; nothing for an end-of-file mark. */
    public static byte[] read(Fd fd, int maxBytes) {
        try (NativeBuffer data = NativeBuffer.allocate(maxBytes)) {
            long n = SYS.call(READ, fd.number(), data.address(), maxBytes, 0, 0, 0);
            return data.getBytes(0, (int) check(n, "read", fd.toString()));
        }
    }

    /** Runs what a process in the background may do with its terminal only if it does not mind the SIGTTOU; termios(3). */
    public static void inBackground(Runnable action) {
        try (NativeBuffer block = NativeBuffer.allocate(Long.BYTES);
                NativeBuffer before = NativeBuffer.allocate(Long.BYTES)) {
            block.putLong(0, Signals.bit(Signals.SIGTTOU));
            mask(SIG_BLOCK, block.address(), before.address());
            try {
                action.run();
            } finally {
                mask(SIG_SETMASK, before.address(), 0);
            }
        }
    }

    private static void mask(int how, long set, long old) {
        check(SYS.call(RT_SIGPROCMASK, how, set, old, Long.BYTES, 0, 0), "rt_sigprocmask", "");
    }

    private static byte[] get(Fd fd, int request, int sizeBytes) {
        try (NativeBuffer out = NativeBuffer.allocate(sizeBytes)) {
            ioctl(fd, request, out.address());
            return out.getBytes(0, sizeBytes);
        }
    }

    private static void set(Fd fd, int request, byte[] value) {
        try (NativeBuffer in = NativeBuffer.of(value)) {
            ioctl(fd, request, in.address());
        }
    }
}
