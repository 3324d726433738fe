package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.MREMAP;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.trace.RemoteProcess;
import java.util.List;
import java.util.OptionalLong;

/**
 * Moves the vdso and the data pages beside it, by way of a parking place since the two places may overlap: to where the
 * image has them, or, when that is of another kernel, out of the way.
 */
final class VdsoMove {

    private static final int VDSO = 1 << 3;
    private static final int VVAR = 1 << 12;

    private final RemoteProcess process;
    private final long parking;

    VdsoMove(RemoteProcess process, long parking) {
        this.process = process;
        this.parking = parking;
    }

    /**
     * @param elsewhere where they go if the image's are laid out in another way
     * @return whether they are where the image has them
     */
    boolean move(List<Mapping> own, List<VmaEntry> wanted, long elsewhere) {
        List<Mapping> parts = parts(own);
        OptionalLong place = place(parts, wanted);
        move(parts, place.orElse(elsewhere));
        return place.isPresent();
    }

    /** Moves them in any case. */
    void moveAway(List<Mapping> own, long elsewhere) {
        move(parts(own), elsewhere);
    }

    private void move(List<Mapping> parts, long target) {
        long start = parts.get(0).start();
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

    /** Whether a program has its vdso, or the data beside it, still. */
    static boolean isWanted(List<VmaEntry> wanted) {
        return wanted.stream().anyMatch(vma -> (vma.getStatus() & (VDSO | VVAR)) != 0);
    }

    static List<Mapping> parts(List<Mapping> own) {
        List<Mapping> parts = own.stream().filter(m -> m.isVdso() || m.isVvar()).toList();
        if (parts.stream().noneMatch(Mapping::isVdso)) {
            throw new EngineException("this kernel gives processes no vdso: not supported yet");
        }
        return parts;
    }

    /** Where the first part goes, if both kernels lay the parts out in the same way. */
    private static OptionalLong place(List<Mapping> parts, List<VmaEntry> wanted) {
        List<VmaEntry> special = wanted.stream()
                .filter(vma -> (vma.getStatus() & (VDSO | VVAR)) != 0)
                .toList();
        Mapping vdso = parts.stream().filter(Mapping::isVdso).findFirst().orElseThrow();
        long size = parts.stream().mapToLong(Mapping::sizeBytes).sum();
        long ownStart = parts.get(0).start();
        for (VmaEntry entry : special) {
            long wantedStart = special.get(0).getStart();
            boolean alike = (entry.getStatus() & VDSO) != 0
                    && vdso.sizeBytes() == entry.getEnd() - entry.getStart()
                    && vdso.start() - ownStart == entry.getStart() - wantedStart
                    && size == special.get(special.size() - 1).getEnd() - wantedStart;
            if (alike) {
                return OptionalLong.of(wantedStart);
            }
        }
        return OptionalLong.empty();
    }

    private void remap(long from, long to, long sizeBytes) {
        process.check("mremap", MREMAP, from, sizeBytes, sizeBytes, Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED, to);
        // A process forked from one that is settled calls through this very vdso.
        if (process.gadget() >= from && process.gadget() < from + sizeBytes) {
            process.useGadget(process.gadget() - from + to);
        }
    }
}
