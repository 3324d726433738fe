package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.IOPRIO_GET;
import static io.crj.engine.linux.abi.SyscallNumber.IOPRIO_SET;
import static io.crj.engine.linux.abi.SyscallNumber.SCHED_GETAFFINITY;
import static io.crj.engine.linux.abi.SyscallNumber.SCHED_GETATTR;
import static io.crj.engine.linux.abi.SyscallNumber.SCHED_SETAFFINITY;
import static io.crj.engine.linux.abi.SyscallNumber.SCHED_SETATTR;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Sched;
import java.util.BitSet;

/** How and where the kernel lets other threads run; sched(7). */
public final class SchedulingCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int MAX_PROCESSORS = 8192;

    private SchedulingCalls() {}

    /** struct sched_attr of a thread; sched_getattr(2). */
    public static NativeBuffer attributes(int tid) {
        NativeBuffer attr = NativeBuffer.allocate(Sched.SCHED_ATTR_BYTES);
        check(
                SYS.call(SCHED_GETATTR, tid, attr.address(), Sched.SCHED_ATTR_BYTES, 0, 0, 0),
                "sched_getattr",
                "tid " + tid);
        return attr;
    }

    /** sched_setattr(2). */
    public static void setAttributes(int tid, NativeBuffer attr) {
        check(SYS.call(SCHED_SETATTR, tid, attr.address(), 0, 0, 0, 0), "sched_setattr", "tid " + tid);
    }

    /** Numbers of the processors a thread may run on; sched_getaffinity(2). */
    public static BitSet affinity(int tid) {
        try (NativeBuffer set = NativeBuffer.allocate(MAX_PROCESSORS / Byte.SIZE)) {
            long bytes = check(
                    SYS.call(SCHED_GETAFFINITY, tid, set.sizeBytes(), set.address(), 0, 0, 0),
                    "sched_getaffinity",
                    "tid " + tid);
            return BitSet.valueOf(set.getBytes(0, (int) bytes));
        }
    }

    /** sched_setaffinity(2) to those of {@code processors} that there are; 0 or {@code -errno}. */
    public static long setAffinity(int tid, BitSet processors) {
        byte[] bytes = processors.toByteArray();
        try (NativeBuffer set = NativeBuffer.allocate(MAX_PROCESSORS / Byte.SIZE)) {
            set.putBytes(0, bytes);
            return SYS.call(SCHED_SETAFFINITY, tid, set.sizeBytes(), set.address(), 0, 0, 0);
        }
    }

    /** Class and level of a thread's input and output; ioprio_get(2). */
    public static int inputOutputPriority(int tid) {
        return (int) check(SYS.call(IOPRIO_GET, Sched.IOPRIO_WHO_PROCESS, tid, 0, 0, 0, 0), "ioprio_get", "tid " + tid);
    }

    /** ioprio_set(2). */
    public static void setInputOutputPriority(int tid, int priority) {
        check(SYS.call(IOPRIO_SET, Sched.IOPRIO_WHO_PROCESS, tid, priority, 0, 0, 0), "ioprio_set", "tid " + tid);
    }
}
