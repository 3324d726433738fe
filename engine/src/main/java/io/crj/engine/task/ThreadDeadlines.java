package io.crj.engine.task;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SchedulingCalls;
import io.crj.engine.linux.sys.SyscallException;

/** What sched_setattr(2) sets besides policy and priority: parameters of SCHED_DEADLINE, limits of utilization. */
final class ThreadDeadlines {

    private static final int POLICY_AT = 4;
    private static final int FLAGS_AT = 8;
    private static final int RUNTIME_AT = 24;
    private static final int DEADLINE_AT = 32;
    private static final int PERIOD_AT = 40;
    private static final int UTIL_MIN_AT = 48;
    private static final int UTIL_MAX_AT = 52;

    private ThreadDeadlines() {}

    static void dump(int tid, ThreadCoreEntry.Builder core) {
        try (NativeBuffer attributes = SchedulingCalls.attributes(tid)) {
            if (attributes.getInt(POLICY_AT) == Sched.SCHED_DEADLINE) {
                core.setCrjRuntimeNanos(attributes.getLong(RUNTIME_AT))
                        .setCrjDeadlineNanos(attributes.getLong(DEADLINE_AT))
                        .setCrjPeriodNanos(attributes.getLong(PERIOD_AT))
                        .setCrjSchedFlags(attributes.getLong(FLAGS_AT) & Sched.SCHED_FLAGS_OF_DEADLINE);
            }
            int min = attributes.getInt(UTIL_MIN_AT);
            int max = attributes.getInt(UTIL_MAX_AT);
            // Kernels without them say 0 of both.
            if (max != 0 && (min != 0 || max != Sched.SCHED_CAPACITY_SCALE)) {
                core.setCrjUtilMin(min).setCrjUtilMax(max);
            }
        }
    }

    /** The last: a thread with a deadline bears none, and waits when it has used its time. */
    static void restore(int tid, ThreadCoreEntry core) {
        if (core.hasCrjRuntimeNanos()) {
            try (NativeBuffer wanted = NativeBuffer.allocate(Sched.SCHED_ATTR_BYTES)) {
                boolean reset = (core.getSchedPolicy() & Sched.SCHED_RESET_ON_FORK) != 0;
                wanted.putInt(0, Sched.SCHED_ATTR_BYTES)
                        .putInt(POLICY_AT, Sched.SCHED_DEADLINE)
                        .putLong(
                                FLAGS_AT,
                                core.getCrjSchedFlags() & Sched.SCHED_FLAGS_OF_DEADLINE
                                        | (reset ? Sched.SCHED_FLAG_RESET_ON_FORK : 0))
                        .putLong(RUNTIME_AT, core.getCrjRuntimeNanos())
                        .putLong(DEADLINE_AT, core.getCrjDeadlineNanos())
                        .putLong(PERIOD_AT, core.getCrjPeriodNanos());
                set(tid, wanted, "its deadline", "this host has to have the time for it");
            }
        }
        if (core.hasCrjUtilMax()) {
            try (NativeBuffer wanted = NativeBuffer.allocate(Sched.SCHED_ATTR_BYTES)) {
                wanted.putInt(0, Sched.SCHED_ATTR_BYTES)
                        .putLong(FLAGS_AT, Sched.SCHED_FLAG_KEEP_ALL | Sched.SCHED_FLAG_UTIL_CLAMP)
                        .putInt(UTIL_MIN_AT, core.getCrjUtilMin())
                        .putInt(UTIL_MAX_AT, core.getCrjUtilMax());
                set(tid, wanted, "its limits of utilization", "the kernel here needs CONFIG_UCLAMP_TASK");
            }
        }
    }

    private static void set(int tid, NativeBuffer wanted, String what, String help) {
        try {
            SchedulingCalls.setAttributes(tid, wanted);
        } catch (SyscallException e) {
            throw new EngineException(
                    "thread " + tid + " cannot have " + what + " here: " + e.getMessage() + "; " + help, e);
        }
    }
}
