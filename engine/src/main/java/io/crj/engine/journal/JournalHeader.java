package io.crj.engine.journal;

import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.ProcessIdentity;
import java.util.Map;

/**
 * Who keeps a journal and where: notes mean something only to who sees the same processes and the same network.
 *
 * @param maker the process that keeps it
 * @param boot {@code /proc/sys/kernel/random/boot_id}, random(4)
 * @param pids its pid namespace, as links of /proc name it
 * @param network its network namespace
 */
public record JournalHeader(ProcessIdentity maker, String boot, String pids, String network) {

    private static final String KIND = "crj-journal-1";

    public static JournalHeader ofThisProcess() {
        return new JournalHeader(
                ProcessIdentity.ofThisProcess(),
                bootId(),
                ProcFile.link("/proc/self/ns/pid"),
                ProcFile.link("/proc/self/ns/net"));
    }

    /** Of this run of the kernel. */
    public static String bootId() {
        return ProcFile.text("/proc/sys/kernel/random/boot_id").strip();
    }

    /** Whether the kernel is still the one of this host and this process sees what the maker saw. */
    public boolean isSameView() {
        JournalHeader here = ofThisProcess();
        return !isOfThisKernel() || pids.equals(here.pids) && network.equals(here.network);
    }

    public boolean isOfThisKernel() {
        return boot.equals(bootId());
    }

    /** Whether the maker may still write; asked by who has the {@link #isSameView same view}. */
    public boolean isMakerAlive() {
        return isOfThisKernel() && maker.exists();
    }

    /** For {@link SideEffectCodec}. */
    SideEffect toLine() {
        return new SideEffect(KIND, Map.of("maker", maker.toString(), "boot", boot, "pids", pids, "network", network));
    }

    static boolean isLine(SideEffect line) {
        return line.kind().equals(KIND);
    }

    static JournalHeader parse(SideEffect line) {
        Map<String, String> facts = line.facts();
        return new JournalHeader(
                ProcessIdentity.parse(SideEffect.fact(facts, "maker")),
                SideEffect.fact(facts, "boot"),
                SideEffect.fact(facts, "pids"),
                SideEffect.fact(facts, "network"));
    }
}
