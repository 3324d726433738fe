package io.crj.engine.memory;

import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
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

    static final String LOCKED = "lo";
    static final String LOCKED_ON_FAULT = "lf";
    static final String HUGE = "ht";
    static final String SEALED = "sl";
    static final String DROPPABLE = "dp";

    /** What is refused, by code. */
    static final Map<String, String> UNSUPPORTED = Map.of(
            "io",
            "memory of a device cannot be moved: have the program unmap it",
            "pf",
            "memory of a device cannot be moved: have the program unmap it",
            "ss",
            "a shadow stack cannot be moved: start the program with" + " GLIBC_TUNABLES=glibc.cpu.x86_shstk=off",
            Mapping.PROTECTION_KEY,
            "memory under a protection key cannot be moved: have the program give it key 0");

    private VmaFlags() {}

    static int mapFlags(Set<String> codes) {
        return (codes.contains("gd") ? Mman.MAP_GROWSDOWN : 0)
                | (codes.contains("nr") ? Mman.MAP_NORESERVE : 0)
                | (codes.contains(LOCKED) ? Mman.MAP_LOCKED : 0);
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
