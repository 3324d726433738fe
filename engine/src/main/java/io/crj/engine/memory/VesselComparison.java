package io.crj.engine.memory;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import java.util.ArrayList;
import java.util.List;

/** Compares a finished address space with the image's, mapping by mapping. */
public final class VesselComparison {

    private static final int COMPARED_FLAGS = Mman.MAP_NORESERVE
            | Mman.MAP_DROPPABLE
            | Mman.MAP_LOCKED
            | Mman.MAP_GROWSDOWN
            | Mman.MAP_SHARED
            | Mman.MAP_PRIVATE;
    private static final int NOT_COMPARED = VmaStatus.HEAP;

    private VesselComparison() {}

    /**
     * @param foreignVdso whether the image's vdso is ordinary memory here
     * @throws EngineException naming the first difference
     */
    public static void compare(int pid, List<VmaEntry> image, ImageFiles files, boolean foreignVdso) {
        MappedFiles names = new MappedFiles(pid, 1);
        List<VmaEntry> built = new VmaDump(pid, names).dump(Mapping.read(pid));
        List<VmaEntry> wanted = image;
        if (foreignVdso) {
            built = built.stream()
                    .filter(vma -> !isKernels(vma) && image.stream().noneMatch(of -> isKernels(of) && holds(of, vma)))
                    .toList();
            wanted = image.stream().filter(vma -> !isKernels(vma)).toList();
        }
        List<String> is = describe(built, id -> names.path(id));
        List<String> should = describe(wanted, files::path);
        for (int i = 0; i < Math.max(is.size(), should.size()); i++) {
            String left = i < should.size() ? should.get(i) : "nothing";
            String right = i < is.size() ? is.get(i) : "nothing";
            if (!left.equals(right)) {
                throw new EngineException("the restored memory of pid " + pid + " differs from the image: " + right
                        + " instead of " + left + "; it was given up");
            }
        }
    }

    private static boolean isKernels(VmaEntry vma) {
        return (vma.getStatus() & (VmaStatus.VDSO | VmaStatus.VVAR)) != 0;
    }

    private static boolean holds(VmaEntry outer, VmaEntry vma) {
        return outer.getStart() <= vma.getStart() && vma.getEnd() <= outer.getEnd();
    }

    private interface Paths {
        String of(int id);
    }

    /** One line a mapping; neighbours that the kernel may or may not join are joined. */
    private static List<String> describe(List<VmaEntry> mappings, Paths paths) {
        List<String> lines = new ArrayList<>();
        String kind = "";
        long start = 0;
        long end = 0;
        for (VmaEntry vma : mappings) {
            if ((vma.getStatus() & VmaStatus.VSYSCALL) != 0) {
                continue;
            }
            String next = kind(vma, paths);
            if (end != vma.getStart() || !next.equals(kind)) {
                add(lines, start, end, kind);
                start = vma.getStart();
            }
            kind = next;
            end = vma.getEnd();
        }
        add(lines, start, end, kind);
        return lines;
    }

    private static void add(List<String> lines, long start, long end, String kind) {
        if (end > 0) {
            lines.add(Long.toHexString(start) + "-" + Long.toHexString(end) + " " + kind);
        }
    }

    /** CRIU writes anonymous shared memory as a memory file of that name. */
    private static boolean isAnonymousFile(VmaEntry vma, Paths paths) {
        int file = VmaStatus.MEMFD | VmaStatus.FILE_SHARED;
        return (vma.getStatus() & file) == file
                && paths.of((int) vma.getShmid()).equals(VmaDump.SHARED_ANONYMOUS);
    }

    private static String kind(VmaEntry vma, Paths paths) {
        int status = vma.getStatus() & ~NOT_COMPARED;
        if (isAnonymousFile(vma, paths)) {
            status = VmaStatus.REGULAR | VmaStatus.ANON_SHARED;
        }
        String text =
                String.format("status %x prot %x flags %x", status, vma.getProt(), vma.getFlags() & COMPARED_FLAGS);
        if ((status & (VmaStatus.VDSO | VmaStatus.VVAR)) != 0) {
            return "status " + Integer.toHexString(status);
        }
        if ((status & (VmaStatus.FILE_PRIVATE | VmaStatus.FILE_SHARED)) != 0) {
            return text + " " + paths.of((int) vma.getShmid()) + " from "
                    + Long.toHexString(vma.getPgoff() - vma.getStart());
        }
        return text + " advice " + Long.toHexString(vma.getMadv());
    }
}
