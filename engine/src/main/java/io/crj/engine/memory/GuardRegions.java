package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.MADVISE;

import io.crj.engine.image.proto.GuardRegionEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.trace.RemoteProcess;
import java.util.List;

/** Regions of mapped memory that fault on every access; madvise(2) MADV_GUARD_INSTALL, since Linux 6.13. */
public final class GuardRegions {

    private static final String MAY_HAVE_GUARDS = "gu";

    private GuardRegions() {}

    /** Adds those of a frozen process. */
    public static void dump(int pid, List<Mapping> mappings, MmEntry.Builder mm) {
        RangeList guards = new RangeList();
        try (PageScan scan = new PageScan(pid)) {
            for (Mapping mapping : mappings) {
                if (mapping.has(MAY_HAVE_GUARDS)) {
                    scan.guards(mapping.start(), mapping.end(), guards);
                }
            }
        }
        for (int i = 0; i < guards.count(); i++) {
            mm.addGuards(GuardRegionEntry.newBuilder().setStart(guards.start(i)).setEnd(guards.end(i)));
        }
    }

    /** Installs them, once all pages are in place: pages under a guard are lost. */
    public static void restore(RemoteProcess process, MmEntry mm) {
        for (GuardRegionEntry guard : mm.getGuardsList()) {
            process.check(
                    "madvise MADV_GUARD_INSTALL",
                    MADVISE,
                    guard.getStart(),
                    guard.getEnd() - guard.getStart(),
                    Mman.MADV_GUARD_INSTALL);
        }
    }
}
