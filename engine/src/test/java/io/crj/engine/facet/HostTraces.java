package io.crj.engine.facet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What facets leave on a host that ends them at any moment: empty control groups, and room for huge pages. */
final class HostTraces implements AutoCloseable {

    private static final Path HUGE_PAGES = Path.of("/proc/sys/vm/nr_overcommit_hugepages");
    private static final Set<String> GROUPS = Set.of("crj-victim", "crj-threads", "crj-apart", "crj-frozen");
    private static final Set<String> GROUP_FILE_SYSTEMS = Set.of("cgroup", "cgroup2");

    private final String hugePages;

    /** Keeps in mind how it was. */
    HostTraces() throws IOException {
        hugePages = Files.exists(HUGE_PAGES) ? Files.readString(HUGE_PAGES) : "";
    }

    @Override
    public void close() throws IOException {
        if (!hugePages.isEmpty() && !Files.readString(HUGE_PAGES).equals(hugePages)) {
            Files.writeString(HUGE_PAGES, hugePages);
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"), StandardCharsets.ISO_8859_1)) {
            String[] words = line.split(" ");
            if (GROUP_FILE_SYSTEMS.contains(words[2])) {
                for (String name : GROUPS) {
                    removeGroups(Path.of(words[1], name));
                }
            }
        }
    }

    /** Those that are still somebody's stay. */
    private static void removeGroups(Path top) throws IOException {
        if (!Files.isDirectory(top)) {
            return;
        }
        try (Stream<Path> groups = Files.walk(top)) {
            List<Path> deepestFirst = groups.filter(Files::isDirectory)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path group : deepestFirst) {
                if (!group.toFile().delete()) {
                    return;
                }
            }
        }
    }
}
