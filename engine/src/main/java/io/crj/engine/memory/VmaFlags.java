package io.crj.engine.memory;

import io.crj.engine.linux.abi.Mman;
import java.util.Map;
import java.util.Set;

/** How the codes of smaps' VmFlags and the image's words correspond; proc(5), madvise(2). */
final class VmaFlags {

    /** Advice that stays with a mapping, by code. */
    static final Map<String, Integer> ADVICE = Map.of(
            "rr", Mman.MADV_RANDOM,
            "sr", Mman.MADV_SEQUENTIAL,
            "dc", Mman.MADV_DONTFORK,
            "mg", Mman.MADV_MERGEABLE,
            "hg", Mman.MADV_HUGEPAGE,
            "nh", Mman.MADV_NOHUGEPAGE,
            "dd", Mman.MADV_DONTDUMP,
            "wf", Mman.MADV_WIPEONFORK);

    /** What is refused, by code. */
    static final Map<String, String> UNSUPPORTED = Map.of(
            "io", "memory-mapped I/O",
            "pf", "memory of a device",
            "ht", "huge pages of hugetlbfs",
            "ss", "a shadow stack",
            "sl", "sealed memory");

    private VmaFlags() {}

    static int mapFlags(Set<String> codes) {
        return (codes.contains("gd") ? Mman.MAP_GROWSDOWN : 0)
                | (codes.contains("nr") ? Mman.MAP_NORESERVE : 0)
                | (codes.contains("lo") ? Mman.MAP_LOCKED : 0);
    }

    /** A bit for each number of an advice. */
    static long advice(Set<String> codes) {
        long bits = 0;
        for (Map.Entry<String, Integer> entry : ADVICE.entrySet()) {
            if (codes.contains(entry.getKey())) {
                bits |= 1L << entry.getValue();
            }
        }
        return bits;
    }
}
