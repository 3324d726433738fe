package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.MREMAP;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.trace.RemoteProcess;
import java.util.List;

/** Moves the vdso and the data pages beside it, by way of a parking place since the two places may overlap. */
final class VdsoMove {

    private static final int VDSO = 1 << 3;
    private static final int VVAR = 1 << 12;

    private final RemoteProcess process;
    private final long parking;

    VdsoMove(RemoteProcess process, long parking) {
        this.process = process;
        this.parking = parking;
    }

    void move(List<Mapping> own, List<VmaEntry> wanted) {
        List<Mapping> parts = own.stream().filter(m -> m.isVdso() || m.isVvar()).toList();
        long start = parts.get(0).start();
        long target = check(parts, wanted);
        if (target == start) {
            return;
        }
        for (Mapping part : parts) {
            remap(part.start(), parking + part.start() - start, part.sizeBytes());
        }
        for (Mapping part : parts) {
            remap(parking + part.start() - start, target + part.start() - start, part.sizeBytes());
        }
    }

    /** Where the first part goes; both kernels must lay the parts out in the same way. */
    private static long check(List<Mapping> parts, List<VmaEntry> wanted) {
        Mapping vdso = parts.stream()
                .filter(Mapping::isVdso)
                .findFirst()
                .orElseThrow(() -> new EngineException("this kernel gives processes no vdso: not supported yet"));
        VmaEntry wantedVdso = wanted.stream()
                .filter(vma -> (vma.getStatus() & VDSO) != 0)
                .findFirst()
                .orElseThrow(() -> new EngineException("the image has no vdso: not supported yet"));
        long wantedStart = wanted.stream()
                .filter(vma -> (vma.getStatus() & (VDSO | VVAR)) != 0)
                .mapToLong(VmaEntry::getStart)
                .min()
                .orElseThrow();
        long ownStart = parts.get(0).start();
        boolean alike = vdso.sizeBytes() == wantedVdso.getEnd() - wantedVdso.getStart()
                && vdso.start() - ownStart == wantedVdso.getStart() - wantedStart;
        if (!alike) {
            throw new EngineException(
                    "the image is of a kernel whose vdso is laid out differently: restore it on a host"
                            + " with the kernel it was dumped on");
        }
        return wantedStart;
    }

    private void remap(long from, long to, long sizeBytes) {
        process.check("mremap", MREMAP, from, sizeBytes, sizeBytes, Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED, to);
        // A process forked from one that is settled calls through this very vdso.
        if (process.gadget() >= from && process.gadget() < from + sizeBytes) {
            process.useGadget(process.gadget() - from + to);
        }
    }
}
