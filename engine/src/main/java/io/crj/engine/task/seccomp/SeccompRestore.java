package io.crj.engine.task.seccomp;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.SECCOMP;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.SeccompEntry;
import io.crj.engine.image.proto.SeccompFilter;
import io.crj.engine.image.proto.SeccompMode;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Seccomp;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * Gives the threads of a process their seccomp filters, which do not count for calls of ours; only usable on the tracer thread.
 *
 * <p>What all threads have in common is installed for all at once: they may be synchronised only while they have the very
 * same filters (SECCOMP_FILTER_FLAG_TSYNC of seccomp(2)).
 */
public final class SeccompRestore {

    private final RemoteProcess process;
    private final List<SeccompFilter> filters;
    private final Map<Tracee, ThreadCoreEntry> threads = new LinkedHashMap<>();
    private final Map<Tracee, List<Integer>> chains = new LinkedHashMap<>();

    public SeccompRestore(RemoteProcess process, ImageSet image) {
        this.process = process;
        this.filters = image.messages(SeccompEntry.class, ImageKind.SECCOMP, 0).stream()
                .flatMap(entry -> entry.getSeccompFiltersList().stream())
                .toList();
    }

    /** The leader first. */
    public void add(Tracee thread, ThreadCoreEntry core) {
        threads.put(thread, core);
        chains.put(thread, core.getSeccompMode() == SeccompMode.filter ? chain(core.getSeccompFilter()) : List.of());
    }

    /** The oldest first. */
    private List<Integer> chain(int newest) {
        LinkedList<Integer> chain = new LinkedList<>();
        for (Integer index = newest; index != null; index = previous(index)) {
            if (index < 0 || index >= filters.size() || chain.size() >= filters.size()) {
                throw new ImageFormatException(
                        ImageKind.SECCOMP.fileName(0), "the chain of filter " + newest + " does not end");
            }
            chain.addFirst(index);
        }
        return chain;
    }

    private Integer previous(int index) {
        SeccompFilter filter =
                index < 0 || index >= filters.size() ? SeccompFilter.getDefaultInstance() : filters.get(index);
        return filter.hasPrev() ? filter.getPrev() : null;
    }

    /** Whoever installs them without PR_SET_NO_NEW_PRIVS needs CAP_SYS_ADMIN: before the credentials. */
    public void restore() {
        threads.forEach((thread, core) -> {
            if (core.getSeccompMode() != SeccompMode.disabled) {
                thread.suspendSeccomp();
            }
        });
        int common = common();
        if (common > 0) {
            install(process.leader(), 0, common, threads.size() > 1 ? Seccomp.FLAG_TSYNC : 0);
        }
        threads.forEach((thread, core) -> {
            install(thread, common, chains.get(thread).size(), 0);
            if (core.getSeccompMode() == SeccompMode.strict) {
                process.checkOn(thread, "prctl PR_SET_SECCOMP", PRCTL, Prctl.PR_SET_SECCOMP, Seccomp.MODE_STRICT);
            }
        });
    }

    /** How many of the oldest filters all threads have. */
    private int common() {
        List<Integer> first = chains.get(process.leader());
        int common = first.size();
        for (List<Integer> chain : chains.values()) {
            int same = 0;
            while (same < common && same < chain.size() && chain.get(same).equals(first.get(same))) {
                same++;
            }
            common = same;
        }
        return common;
    }

    private void install(Tracee thread, int from, int to, int flags) {
        for (int index : chains.get(thread).subList(from, to)) {
            SeccompFilter filter = filters.get(index);
            int sizeBytes = filter.getFilter().size();
            if (sizeBytes > Seccomp.MAX_INSTRUCTIONS * Seccomp.INSTRUCTION_BYTES) {
                throw new ImageFormatException(
                        ImageKind.SECCOMP.fileName(0), "filter " + index + " has " + sizeBytes + " bytes");
            }
            process.resetScratch();
            long code = process.push(filter.getFilter().toByteArray());
            ByteBuffer program = ByteBuffer.allocate(Seccomp.PROGRAM_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            program.putShort((short) (sizeBytes / Seccomp.INSTRUCTION_BYTES)).putLong(8, code);
            process.checkOn(
                    thread,
                    "seccomp SECCOMP_SET_MODE_FILTER",
                    SECCOMP,
                    Seccomp.SET_MODE_FILTER,
                    flags | filter.getFlags(),
                    process.push(program.array()));
        }
    }
}
