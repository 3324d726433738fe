package io.crj.agent.preflight;

import io.crj.wire.message.SourceReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tree's numbers must be free here: {@code /proc/N} exists for every thread in use, proc(5). */
final class PidCheck implements TargetCheck {

    private static final String HELP =
            "; end those, or start the program in a pid namespace of its own, where all are free"
                    + " (unshare --pid --fork --mount-proc)";

    private final Path proc;

    PidCheck(Path proc) {
        this.proc = proc;
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        List<String> taken = source.getTidsList().stream()
                .filter(tid -> Files.exists(proc.resolve(tid.toString())))
                .map(tid -> tid + " (" + command(tid) + ")")
                .toList();
        if (!taken.isEmpty()) {
            findings.refuse("pids of the tree are taken here: " + Findings.some(taken) + HELP);
        }
        int max = pidMax();
        source.getTidsList().stream()
                .filter(tid -> tid >= max)
                .findFirst()
                .ifPresent(tid -> findings.refuse(
                        "pid " + tid + " is beyond this host's kernel.pid_max of " + max + "; raise it with sysctl"));
    }

    private String command(int tid) {
        try {
            return Files.readString(proc.resolve(tid + "/comm")).strip();
        } catch (IOException gone) {
            return "?";
        }
    }

    /** In one read: what follows the first read of such a file is empty, however short that was; kernel/sysctl.c. */
    private int pidMax() {
        try (BufferedReader file = Files.newBufferedReader(proc.resolve("sys/kernel/pid_max"))) {
            return Integer.parseInt(file.readLine());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read kernel.pid_max", unreadable);
        }
    }
}
