package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.EPOLL_CREATE1;
import static io.crj.engine.linux.abi.SyscallNumber.EVENTFD2;
import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.abi.SyscallNumber.KCMP;
import static io.crj.engine.linux.abi.SyscallNumber.SIGNALFD4;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Epoll;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Eventfd;
import io.crj.engine.linux.abi.Kcmp;
import io.crj.engine.linux.abi.Signalfd;

/** Makes event counters, signal queues and watch lists, all close-on-exec; failures throw {@link SyscallException}. */
public final class EventCalls {

    private static final Syscalls SYS = Syscalls.get();

    private EventCalls() {}

    /** eventfd2(2) with the counter at 0. */
    public static Fd eventfd(int flags) {
        return Fd.own(check(SYS.call(EVENTFD2, 0, flags | Eventfd.EFD_CLOEXEC, 0, 0, 0, 0), "eventfd2", ""));
    }

    /** signalfd4(2), a new one; bit 0 of the mask is signal 1. */
    public static Fd signalfd(long mask) {
        try (NativeBuffer set = NativeBuffer.allocate(Signalfd.SIGSET_SIZE).putLong(0, mask)) {
            long fd = SYS.call(SIGNALFD4, -1, set.address(), Signalfd.SIGSET_SIZE, Signalfd.SFD_CLOEXEC, 0, 0);
            return Fd.own(check(fd, "signalfd4", "mask 0x" + Long.toHexString(mask)));
        }
    }

    /** epoll_create1(2). */
    public static Fd epoll() {
        return Fd.own(check(SYS.call(EPOLL_CREATE1, Epoll.EPOLL_CLOEXEC, 0, 0, 0, 0, 0), "epoll_create1", ""));
    }

    /** How a watch list polls network devices, as one number; 0 for not at all, and on kernels before 6.9. */
    public static long pollParameters(Fd epoll) {
        try (NativeBuffer params = NativeBuffer.allocate(Long.BYTES)) {
            long result = SYS.call(IOCTL, epoll.number(), Epoll.EPIOCGPARAMS, params.address(), 0, 0, 0);
            return result < 0 ? 0 : params.getLong(0);
        }
    }

    /** Sets them. */
    public static void setPollParameters(Fd epoll, long parameters) {
        try (NativeBuffer params = NativeBuffer.allocate(Long.BYTES)) {
            FileCalls.ioctl(
                    epoll, Epoll.EPIOCSPARAMS, params.putLong(0, parameters).address());
        }
    }

    /**
     * Whether descriptor {@code fd} of {@code pid} is what a watch list watches under some number; kcmp(2).
     *
     * @param holder a process that has the list, as {@code epoll}
     * @param number what the watch is called in the list
     * @param nth which of the list's watches of that number, from 0
     */
    public static boolean watches(int pid, int fd, int holder, int epoll, int number, int nth) {
        try (NativeBuffer slot = NativeBuffer.allocate(Kcmp.EPOLL_SLOT_SIZE)) {
            slot.putInt(Kcmp.EPOLL_SLOT_EFD, epoll)
                    .putInt(Kcmp.EPOLL_SLOT_TFD, number)
                    .putInt(Kcmp.EPOLL_SLOT_TOFF, nth);
            long order = SYS.call(KCMP, pid, holder, Kcmp.KCMP_EPOLL_TFD, fd, slot.address(), 0);
            if (order == -Errno.EBADF || order == -Errno.ENOENT) {
                return false;
            }
            return check(order, "kcmp", "pid " + holder + " fd " + epoll + " watching fd " + number) == 0;
        }
    }
}
