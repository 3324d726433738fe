package io.crj.agent.preflight;

import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tree's memory should fit; {@code /proc/meminfo}, proc(5). */
final class MemoryCheck implements TargetCheck {

    private static final String AVAILABLE = "MemAvailable:";

    private final Path proc;

    MemoryCheck(Path proc) {
        this.proc = proc;
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        long available = availableBytes();
        if (source.getResidentBytes() > available) {
            findings.warn("the tree uses " + (source.getResidentBytes() >> 20) + " MiB and this host has "
                    + (available >> 20) + " MiB available");
        }
    }

    private long availableBytes() {
        try {
            return Files.readAllLines(proc.resolve("meminfo")).stream()
                    .filter(line -> line.startsWith(AVAILABLE))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read /proc/meminfo", unreadable);
        }
    }
}
