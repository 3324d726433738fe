package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.GET_ROBUST_LIST;
import static io.crj.engine.linux.abi.SyscallNumber.PTRACE;
import static io.crj.engine.linux.abi.SyscallNumber.WAIT4;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Seccomp;
import java.util.Optional;

/** ptrace(2) and wait4(2); every call of one tracee must come from the thread that seized it. */
public final class PtraceCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int WALL = 0x40000000;
    private static final int IOVEC_BYTES = 16;
    private static final int XSTATE_MAX_BYTES = 16384;

    private PtraceCalls() {}

    /** The request's result; failures throw, naming {@code what} and the thread. */
    public static long request(String what, int request, int tid, long address, long data) {
        return check(SYS.call(PTRACE, request, tid, address, data, 0, 0), "ptrace " + what, "tid " + tid);
    }

    /** wait4(2) for one thread; the raw status word. */
    public static int await(int tid) {
        try (NativeBuffer status = NativeBuffer.allocate(4)) {
            long result;
            do {
                result = SYS.call(WAIT4, tid, status.address(), WALL, 0, 0, 0);
            } while (result == -Errno.EINTR);
            check(result, "wait4", "tid " + tid);
            return status.getInt(0);
        }
    }

    /** A whole register set, {@code type} as in elf.h. */
    public static byte[] registers(int tid, int type) {
        try (NativeBuffer b = NativeBuffer.allocate(IOVEC_BYTES + XSTATE_MAX_BYTES)) {
            b.putLong(0, b.address() + IOVEC_BYTES).putLong(8, XSTATE_MAX_BYTES);
            request("GETREGSET", Ptrace.GETREGSET, tid, type, b.address());
            return b.getBytes(IOVEC_BYTES, (int) b.getLong(8));
        }
    }

    /** Sets a whole register set. */
    public static void setRegisters(int tid, int type, byte[] registers) {
        try (NativeBuffer b = NativeBuffer.allocate(IOVEC_BYTES + (long) registers.length)) {
            b.putLong(0, b.address() + IOVEC_BYTES).putLong(8, registers.length);
            b.putBytes(IOVEC_BYTES, registers);
            request("SETREGSET", Ptrace.SETREGSET, tid, type, b.address());
        }
    }

    public static long signalMask(int tid) {
        try (NativeBuffer b = NativeBuffer.allocate(8)) {
            request("GETSIGMASK", Ptrace.GETSIGMASK, tid, 8, b.address());
            return b.getLong(0);
        }
    }

    public static void setSignalMask(int tid, long mask) {
        try (NativeBuffer b = NativeBuffer.allocate(8)) {
            b.putLong(0, mask);
            request("SETSIGMASK", Ptrace.SETSIGMASK, tid, 8, b.address());
        }
    }

    /** The pid a fork or clone event reports. */
    public static int eventMessage(int tid) {
        try (NativeBuffer b = NativeBuffer.allocate(8)) {
            request("GETEVENTMSG", Ptrace.GETEVENTMSG, tid, 0, b.address());
            return (int) b.getLong(0);
        }
    }

    /** Raw {@code ptrace_rseq_configuration}: pointer, size, signature. */
    public static NativeBuffer rseqConfiguration(int tid) {
        NativeBuffer b = NativeBuffer.allocate(Ptrace.RSEQ_CONFIGURATION_BYTES);
        request("GET_RSEQ_CONFIGURATION", Ptrace.GET_RSEQ_CONFIGURATION, tid, b.sizeBytes(), b.address());
        return b;
    }

    /** get_robust_list(2): address and length. */
    public static long[] robustList(int tid) {
        try (NativeBuffer b = NativeBuffer.allocate(16)) {
            check(
                    SYS.call(GET_ROBUST_LIST, tid, b.address(), b.address() + 8, 0, 0, 0),
                    "get_robust_list",
                    "tid " + tid);
            return new long[] {b.getLong(0), b.getLong(8)};
        }
    }

    /**
     * The {@code index}-th seccomp filter of a thread, the oldest being the first, as instructions of linux/filter.h; empty when
     * it has no more. The thread must be stopped, and this process may have no filters itself.
     */
    public static Optional<byte[]> seccompFilter(int tid, int index) {
        try (NativeBuffer b = NativeBuffer.allocate((long) Seccomp.MAX_INSTRUCTIONS * Seccomp.INSTRUCTION_BYTES)) {
            long count = SYS.call(PTRACE, Ptrace.SECCOMP_GET_FILTER, tid, index, b.address(), 0, 0);
            if (count == -Errno.ENOENT) {
                return Optional.empty();
            }
            check(count, "ptrace SECCOMP_GET_FILTER", "tid " + tid);
            return Optional.of(b.getBytes(0, (int) count * Seccomp.INSTRUCTION_BYTES));
        }
    }

    /** Flags it was installed with, as far as the kernel remembers them. */
    public static int seccompFlags(int tid, int index) {
        try (NativeBuffer b = NativeBuffer.allocate(Ptrace.SECCOMP_METADATA_BYTES)) {
            b.putLong(0, index);
            request("SECCOMP_GET_METADATA", Ptrace.SECCOMP_GET_METADATA, tid, b.sizeBytes(), b.address());
            return (int) b.getLong(8);
        }
    }
}
