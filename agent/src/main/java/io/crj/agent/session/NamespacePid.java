package io.crj.agent.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a process is called in its own pid namespace: the last number of NSpid in {@code /proc/PID/status}, proc(5). */
final class NamespacePid {

    private static final String KEY = "NSpid:";

    private NamespacePid() {}

    /** Empty when the process has ended meanwhile. */
    static Optional<Integer> read(Path proc, int pid) {
        try {
            return Files.readAllLines(proc.resolve(pid + "/status")).stream()
                    .filter(line -> line.startsWith(KEY))
                    .map(line -> Integer.parseInt(
                            line.substring(line.lastIndexOf('\t') + 1).strip()))
                    .findFirst();
        } catch (IOException ended) {
            return Optional.empty();
        }
    }
}
