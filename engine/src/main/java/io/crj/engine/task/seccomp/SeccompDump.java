package io.crj.engine.task.seccomp;

import com.google.protobuf.ByteString;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.SeccompEntry;
import io.crj.engine.image.proto.SeccompFilter;
import io.crj.engine.image.proto.SeccompMode;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.linux.abi.Seccomp;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.PtraceCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The seccomp filters of all threads of a tree, each once: {@code seccomp.img}. A thread names its newest filter, each filter
 * the one below it. Of stopped threads only; ptrace(2) PTRACE_SECCOMP_GET_FILTER.
 */
public final class SeccompDump {

    private final Map<SeccompFilter, Integer> filters = new LinkedHashMap<>();

    /** What the threads of the process that is dumped now have, the oldest filter first. */
    private final Map<Integer, List<SeccompFilter>> chains = new LinkedHashMap<>();

    private boolean same;

    /**
     * Before the threads of a process.
     *
     * @param tids of them, the leader first
     */
    public void process(List<Integer> tids) {
        chains.clear();
        tids.forEach(
                tid -> chains.put(tid, mode(TaskStatus.read(tid)) == Seccomp.MODE_FILTER ? chain(tid) : List.of()));
        same = tids.size() > 1 && new HashSet<>(chains.values()).size() == 1;
    }

    /**
     * One thread. Filters that all threads of a process have are the leader's, marked to be installed for all: as CRIU wants it.
     *
     * @param status of the thread
     */
    public void dump(int tid, TaskStatus status, ThreadCoreEntry.Builder core) {
        if (mode(status) == Seccomp.MODE_STRICT) {
            core.setSeccompMode(SeccompMode.strict);
        }
        boolean isLeader = tid == chains.keySet().iterator().next();
        if (same && !isLeader) {
            return;
        }
        Integer newest = null;
        for (SeccompFilter filter : chains.get(tid)) {
            SeccompFilter.Builder entry = filter.toBuilder();
            if (newest != null) {
                entry.setPrev(newest);
            }
            if (same) {
                entry.setFlags(entry.getFlags() | Seccomp.FLAG_TSYNC);
            }
            newest = filters.computeIfAbsent(entry.build(), key -> filters.size());
        }
        if (newest != null) {
            core.setSeccompMode(SeccompMode.filter).setSeccompFilter(newest);
        }
    }

    /** All that were found. */
    public SeccompEntry entry() {
        return SeccompEntry.newBuilder().addAllSeccompFilters(filters.keySet()).build();
    }

    public static int mode(TaskStatus status) {
        return Integer.parseInt(status.get("Seccomp"));
    }

    /** Refuses filters of a stopped thread that cannot be carried. */
    public static void check(int tid) {
        chain(tid);
    }

    /** The oldest first. */
    private static List<SeccompFilter> chain(int tid) {
        List<SeccompFilter> chain = new ArrayList<>();
        for (Optional<byte[]> code = PtraceCalls.seccompFilter(tid, 0);
                code.isPresent();
                code = PtraceCalls.seccompFilter(tid, chain.size())) {
            if (asksSupervisor(code.get())) {
                throw new UnsupportedResourceException(
                        tid,
                        "seccomp filter " + chain.size(),
                        "it asks a supervisor about system calls (SECCOMP_RET_USER_NOTIF), and that connection cannot be"
                                + " made anew; run the program without that supervisor");
            }
            chain.add(SeccompFilter.newBuilder()
                    .setFilter(ByteString.copyFrom(code.get()))
                    .setFlags(PtraceCalls.seccompFlags(tid, chain.size()))
                    .build());
        }
        return chain;
    }

    private static boolean asksSupervisor(byte[] code) {
        ByteBuffer instructions = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < code.length; at += Seccomp.INSTRUCTION_BYTES) {
            int action = instructions.getInt(at + Seccomp.CONSTANT_AT) & Seccomp.RET_ACTION_FULL;
            if (instructions.getShort(at) == Seccomp.BPF_RET_K && action == Seccomp.RET_USER_NOTIF) {
                return true;
            }
        }
        return false;
    }
}
