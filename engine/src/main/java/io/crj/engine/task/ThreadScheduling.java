package io.crj.engine.task;

import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SchedulingCalls;
import java.util.BitSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How and where a thread runs: policy, priorities, processors, timer slack; sched(7), ioprio_set(2). */
final class ThreadScheduling {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadScheduling.class);

    private static final int POLICY_AT = 4;
    private static final int FLAGS_AT = 8;
    private static final int NICE_AT = 16;
    private static final int PRIORITY_AT = 20;

    private ThreadScheduling() {}

    /** As images have it: the policy with its flag. */
    private record Policy(int policy, int nice, int priority) {

        static Policy of(int tid) {
            try (NativeBuffer attributes = SchedulingCalls.attributes(tid)) {
                boolean reset = (attributes.getLong(FLAGS_AT) & Sched.SCHED_FLAG_RESET_ON_FORK) != 0;
                return new Policy(
                        attributes.getInt(POLICY_AT) | (reset ? Sched.SCHED_RESET_ON_FORK : 0),
                        attributes.getInt(NICE_AT),
                        attributes.getInt(PRIORITY_AT));
            }
        }

        void set(int tid) {
            try (NativeBuffer wanted = NativeBuffer.allocate(Sched.SCHED_ATTR_BYTES)) {
                boolean reset = (policy & Sched.SCHED_RESET_ON_FORK) != 0;
                wanted.putInt(0, Sched.SCHED_ATTR_BYTES)
                        .putInt(POLICY_AT, policy & ~Sched.SCHED_RESET_ON_FORK)
                        .putLong(FLAGS_AT, reset ? Sched.SCHED_FLAG_RESET_ON_FORK : 0)
                        .putInt(NICE_AT, nice)
                        .putInt(PRIORITY_AT, priority);
                SchedulingCalls.setAttributes(tid, wanted);
            }
        }
    }

    static void dump(int tid, ThreadCoreEntry.Builder core) {
        Policy policy = Policy.of(tid);
        core.setSchedPolicy(policy.policy)
                .setSchedNice(policy.nice)
                .setSchedPrio(policy.priority)
                .setCrjIoPriority(SchedulingCalls.inputOutputPriority(tid))
                .setCrjTimerSlackNanos(timerSlack(tid));
        ThreadDeadlines.dump(tid, core);
        BitSet own = SchedulingCalls.affinity(tid);
        if (!own.equals(online())) {
            for (long word : own.toLongArray()) {
                core.addCrjAffinity(word);
            }
        }
    }

    static void restore(int tid, ThreadCoreEntry core) {
        Policy wanted = new Policy(core.getSchedPolicy(), core.getSchedNice(), core.getSchedPrio());
        // Before the policy: those of realtime have no slack.
        if (core.hasCrjTimerSlackNanos() && core.getCrjTimerSlackNanos() != timerSlack(tid)) {
            ProcFile.write(slackPath(tid), Long.toString(core.getCrjTimerSlackNanos()));
        }
        if (!core.hasCrjRuntimeNanos() && !wanted.equals(Policy.of(tid))) {
            wanted.set(tid);
        }
        if (core.hasCrjIoPriority() && core.getCrjIoPriority() != SchedulingCalls.inputOutputPriority(tid)) {
            SchedulingCalls.setInputOutputPriority(tid, core.getCrjIoPriority());
        }
        if (core.getCrjAffinityCount() > 0) {
            bind(
                    tid,
                    BitSet.valueOf(core.getCrjAffinityList().stream()
                            .mapToLong(Long::longValue)
                            .toArray()));
        }
    }

    /** To what is left of them; a thread none of whose processors are here may use all. */
    private static void bind(int tid, BitSet wanted) {
        BitSet here = online();
        BitSet missing = (BitSet) wanted.clone();
        missing.andNot(here);
        if (!missing.isEmpty()) {
            LOG.warn(
                    "thread {} was bound to processors {}, of which this machine lacks {}: it {}",
                    tid,
                    wanted,
                    missing,
                    wanted.intersects(here) ? "keeps the others" : "may use all of this machine's");
        }
        if (wanted.intersects(here) && SchedulingCalls.setAffinity(tid, wanted) < 0) {
            LOG.warn("thread {} may not be bound to processors {} in its control group here", tid, wanted);
        }
    }

    private static long timerSlack(int tid) {
        return Long.parseLong(ProcFile.text(slackPath(tid)).trim());
    }

    private static String slackPath(int tid) {
        return "/proc/" + tid + "/timerslack_ns";
    }

    private static BitSet online() {
        BitSet online = new BitSet();
        Stream.of(ProcFile.text("/sys/devices/system/cpu/online").trim().split(","))
                .forEach(range -> {
                    String[] ends = range.split("-");
                    online.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
                });
        return online;
    }
}
