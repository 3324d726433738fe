package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import java.util.List;

/** Finds room in an address space for what the engine needs while it builds: far from everything that is or may come. */
public final class AddressHole {

    /** Size of the room. */
    static final long SIZE_BYTES = 64L << 20;

    /** Mappings move and grow between rounds; none comes this close to a hole that was free at first. */
    private static final long DISTANCE = 16L << 30;

    private static final long[] CANDIDATES = {
        0x2000_0000_0000L, 0x1000_0000_0000L, 0x3000_0000_0000L, 0x4000_0000_0000L, 0x6800_0000_0000L, 0x100_0000_0000L
    };

    private AddressHole() {}

    public static long find(List<VmaEntry> mappings) {
        for (long candidate : CANDIDATES) {
            long from = candidate - DISTANCE;
            long to = candidate + SIZE_BYTES + DISTANCE;
            if (mappings.stream().noneMatch(vma -> vma.getStart() < to && vma.getEnd() > from && vma.getEnd() > 0)) {
                return candidate;
            }
        }
        throw new EngineException("the address space to restore leaves no room to work in: not supported yet");
    }
}
