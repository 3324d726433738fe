package io.crj.engine.memory;

import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.trace.RemoteProcess;
import java.util.List;

/** Whether mappings to come will be locked; mlockall(2) MCL_FUTURE, which the kernel shows only by what it does. */
public final class FutureLocks {

    private FutureLocks() {}

    /**
     * Adds what was chosen by a frozen process.
     *
     * @param process that just had scratch memory mapped in it
     * @param mappings its own
     */
    public static void dump(RemoteProcess process, List<Mapping> mappings, MmEntry.Builder mm) {
        if (mappings.stream().noneMatch(mapping -> mapping.has(VmaFlags.LOCKED))) {
            return;
        }
        for (Mapping mapping : Mapping.read(process.pid())) {
            boolean scratch = mapping.start() <= process.scratch() && process.scratch() < mapping.end();
            if (scratch && mapping.has(VmaFlags.LOCKED)) {
                mm.setLockFuture(Mman.MCL_FUTURE | (mapping.has(VmaFlags.LOCKED_ON_FAULT) ? Mman.MCL_ONFAULT : 0));
            }
        }
    }
}
