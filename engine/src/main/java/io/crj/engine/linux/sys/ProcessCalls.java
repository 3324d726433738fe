package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.GETTID;
import static io.crj.engine.linux.abi.SyscallNumber.KCMP;
import static io.crj.engine.linux.abi.SyscallNumber.KILL;
import static io.crj.engine.linux.abi.SyscallNumber.PRLIMIT64;
import static io.crj.engine.linux.abi.SyscallNumber.PROCESS_VM_READV;
import static io.crj.engine.linux.abi.SyscallNumber.PROCESS_VM_WRITEV;
import static io.crj.engine.linux.abi.SyscallNumber.TGKILL;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Kcmp;
import io.crj.engine.linux.abi.Signals;
import java.nio.ByteBuffer;

/** System calls on other processes that need no ptrace stop. */
public final class ProcessCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int LESS = 1;

    private ProcessCalls() {}

    /**
     * posix_spawn(3) of a program with the given arguments and an empty environment.
     *
     * @return its pid; not a child that java.lang.Process knows, so nobody else waits for it
     */
    public static int spawn(String path, String... arguments) {
        try (NativeBuffer pid = NativeBuffer.allocate(4);
                NativeBuffer file = NativeBuffer.ofString(path);
                NativeBuffer argument = NativeBuffer.ofString(String.join("\0", arguments) + "\0");
                NativeBuffer vector = NativeBuffer.allocate(8L * (arguments.length + 1));
                NativeBuffer environment = NativeBuffer.allocate(8)) {
            long next = argument.address();
            for (int i = 0; i < arguments.length; i++) {
                vector.putLong(8L * i, next);
                next += arguments[i].length() + 1L;
            }
            int error = LibC.posix_spawn(pid.address(), file.address(), 0, 0, vector.address(), environment.address());
            if (error != 0) {
                throw new SyscallException("posix_spawn", error, path);
            }
            return pid.getInt(0);
        }
    }

    /** kill(2); a process that is gone already is no error. */
    public static void kill(int pid, int signal) {
        long result = SYS.call(KILL, pid, signal, 0, 0, 0, 0);
        if (result != -Errno.ESRCH) {
            check(result, "kill", "pid " + pid);
        }
    }

    /** tgkill(2); a thread that is gone already is no error. */
    public static void killThread(int pid, int tid, int signal) {
        long result = SYS.call(TGKILL, pid, tid, signal, 0, 0, 0);
        if (result != -Errno.ESRCH) {
            check(result, "tgkill", "pid " + pid + " tid " + tid);
        }
    }

    /** Stops this process; comes back when somebody continues it. */
    public static void stopSelf() {
        // Sent to the process, another thread might take it, and this one run on for a moment.
        long tid = SYS.call(GETTID, 0, 0, 0, 0, 0, 0);
        check(SYS.call(TGKILL, ProcessHandle.current().pid(), tid, Signals.SIGSTOP, 0, 0, 0), "tgkill", "own thread");
    }

    /** Whether the two descriptors refer to one open file; kcmp(2). */
    public static boolean sameFile(int pidA, int fdA, int pidB, int fdB) {
        return compareFiles(pidA, fdA, pidB, fdB) == 0;
    }

    /**
     * Orders two descriptors by the open files they refer to; kcmp(2).
     *
     * @return 0 when it is the same one, else always the same of -1 and 1
     */
    public static int compareFiles(int pidA, int fdA, int pidB, int fdB) {
        long order =
                check(SYS.call(KCMP, pidA, pidB, Kcmp.KCMP_FILE, fdA, fdB, 0), "kcmp", "pid " + pidA + " fd " + fdA);
        return order == 0 ? 0 : order == LESS ? -1 : 1;
    }

    /**
     * Orders two processes by one of the things they may share; kcmp(2).
     *
     * @param what a KCMP_ constant of {@code Kcmp}
     * @return 0 when they share it, else always the same of -1 and 1
     */
    public static int compare(int pidA, int pidB, int what) {
        int order = (int) check(SYS.call(KCMP, pidA, pidB, what, 0, 0, 0), "kcmp", "pids " + pidA + " and " + pidB);
        return order == 0 ? 0 : order == LESS ? -1 : 1;
    }

    /**
     * process_vm_readv(2) of consecutive memory.
     *
     * @param into direct; filled from its position, which is moved
     * @return false when part of it cannot be read (unmapped or protected); the position tells how far it came
     */
    public static boolean readMemory(int pid, long address, ByteBuffer into) {
        return transfer(PROCESS_VM_READV, pid, address, into);
    }

    /** process_vm_writev(2); as {@link #readMemory} the other way. */
    public static boolean writeMemory(int pid, long address, ByteBuffer from) {
        return transfer(PROCESS_VM_WRITEV, pid, address, from);
    }

    private static boolean transfer(long call, int pid, long address, ByteBuffer buffer) {
        long next = address;
        try (NativeBuffer vectors = NativeBuffer.allocate(32)) {
            while (buffer.hasRemaining()) {
                vectors.putLong(0, NativeBuffer.addressOf(buffer) + buffer.position())
                        .putLong(8, buffer.remaining())
                        .putLong(16, next)
                        .putLong(24, buffer.remaining());
                long done = SYS.call(call, pid, vectors.address(), 1, vectors.address() + 16, 1, 0);
                if (done == -Errno.EFAULT || done == 0) {
                    return false;
                }
                check(done, "process_vm", "pid " + pid + " at 0x" + Long.toHexString(next));
                buffer.position(buffer.position() + (int) done);
                next += done;
            }
        }
        return true;
    }

    /** Soft and hard limit of {@code resource}; prlimit(2). */
    public static long[] limit(int pid, int resource) {
        try (NativeBuffer old = NativeBuffer.allocate(16)) {
            check(SYS.call(PRLIMIT64, pid, resource, 0, old.address(), 0, 0), "prlimit", "pid " + pid);
            return new long[] {old.getLong(0), old.getLong(8)};
        }
    }

    /** Sets both limits; 0 or {@code -errno}. */
    public static long setLimit(int pid, int resource, long soft, long hard) {
        try (NativeBuffer wanted = NativeBuffer.allocate(16)) {
            wanted.putLong(0, soft).putLong(8, hard);
            return SYS.call(PRLIMIT64, pid, resource, wanted.address(), 0, 0, 0);
        }
    }
}
