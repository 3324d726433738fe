package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.MADVISE;
import static io.crj.engine.linux.abi.SyscallNumber.MLOCK2;
import static io.crj.engine.linux.abi.SyscallNumber.MLOCKALL;
import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MPROTECT;
import static io.crj.engine.linux.abi.SyscallNumber.MSEAL;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.tree.Vessel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The address space of a vessel: follows the mappings from round to round, takes pages as they come, gets its final
 * protections at the end; only usable on the tracer thread.
 */
public final class VesselMemory {

    private static final int SPECIAL = VmaStatus.VDSO | VmaStatus.VVAR | VmaStatus.VSYSCALL;
    private static final int ACCESS = Mman.PROT_READ | Mman.PROT_WRITE;
    private static final int UNKNOWN = -1;
    private static final int KEPT_FLAGS = Mman.MAP_GROWSDOWN | Mman.MAP_NORESERVE;

    private final Vessel vessel;
    private final RemoteProcess process;
    private final RangeSet written = new RangeSet();
    private final SharedMemory shared;
    private RangeMap<Segment> segments = segments();
    private final InheritedPages inherited;
    private final ForeignVdso vdso;
    private List<VmaEntry> searched = List.of();
    private Optional<VmaEntry> vdsoPlace = Optional.empty();

    public VesselMemory(Vessel vessel, SharedMemory shared) {
        this.vessel = vessel;
        this.shared = shared;
        this.process = vessel.process();
        this.inherited = new InheritedPages(process.pid());
        this.vdso = new ForeignVdso(vessel);
    }

    /** @param prot protection it has by now; {@link #UNKNOWN} when only the process knows
     * @param backing says which bytes are behind the first address: equal for parts of one mapping */
    private record Segment(long start, long end, Backing backing, int prot) {
        Segment part(long from, long to) {
            return new Segment(from, to, backing, prot);
        }
    }

    private static RangeMap<Segment> segments() {
        return new RangeMap<>(Segment::start, Segment::end);
    }

    private record Wanted(VmaEntry vma, Backing backing) {}

    /**
     * @param origin what is mapped; empty for anonymous memory
     * @param bias offset in the file minus address
     * @param flags of mmap(2)
     */
    private record Backing(String origin, long bias, int flags) {}

    /**
     * Takes over what the process has from the one it was forked from and is to have too; nothing else is left in it.
     *
     * @param parent its memory
     */
    public void inherit(VesselMemory parent, List<VmaEntry> wanted, ImageFiles files) {
        RangeMap<Wanted> places = places(wanted, files);
        RangeSet kept = new RangeSet();
        for (Segment segment : parent.segments.all()) {
            for (Wanted place : places.overlapping(segment.start, segment.end)) {
                if (segment.backing.equals(place.backing)) {
                    long from = Math.max(segment.start, place.vma.getStart());
                    long to = Math.min(segment.end, place.vma.getEnd());
                    segments.put(segment.part(from, to));
                    kept.add(from, to);
                    written.addAll(parent.written, from, to);
                }
            }
        }
        inherited.addAll(written);
        vessel.settle(wanted, kept);
    }

    /** Where ordinary memory is wanted. */
    private static RangeMap<Wanted> places(List<VmaEntry> wanted, ImageFiles files) {
        RangeMap<Wanted> places = new RangeMap<>(place -> place.vma.getStart(), place -> place.vma.getEnd());
        long last = 0;
        for (VmaEntry vma : wanted) {
            check(vma, last);
            last = vma.getEnd();
            if ((vma.getStatus() & SPECIAL) == 0) {
                places.put(new Wanted(vma, backing(vma, files)));
            }
        }
        return places;
    }

    /** Maps what the image wants and is not there yet; what is there and not wanted goes. */
    public void follow(List<VmaEntry> wanted, ImageFiles files) {
        RangeMap<Wanted> places = places(wanted, files);
        RangeMap<Segment> kept = segments();
        for (Segment segment : segments.all()) {
            keep(segment, places, kept);
        }
        segments = kept;
        for (Wanted place : places.all()) {
            complete(place.vma, place.backing, files);
        }
    }

    private static void check(VmaEntry vma, long last) {
        boolean special = (vma.getStatus() & VmaStatus.VSYSCALL) != 0;
        boolean sane = vma.getStart() >= 0
                && vma.getEnd() > vma.getStart()
                && vma.getEnd() <= Mman.TASK_SIZE
                && vma.getStart() >= last
                && ((vma.getStart() | vma.getEnd()) & (Mman.PAGE_BYTES - 1)) == 0;
        if (!special && !sane) {
            throw new ImageFormatException(
                    "mm",
                    "mapping " + Long.toHexString(vma.getStart()) + "-" + Long.toHexString(vma.getEnd())
                            + " cannot be");
        }
    }

    private static Backing backing(VmaEntry vma, ImageFiles files) {
        int flags = vma.getFlags() & KEPT_FLAGS;
        int status = vma.getStatus();
        if ((status & (VmaStatus.FILE_PRIVATE | VmaStatus.FILE_SHARED)) != 0) {
            int sharing = (status & VmaStatus.FILE_SHARED) != 0 ? Mman.MAP_SHARED : Mman.MAP_PRIVATE;
            return new Backing(files.identity((int) vma.getShmid()), vma.getPgoff() - vma.getStart(), flags | sharing);
        }
        if (SharedMemory.isSegment(vma)) {
            long bias = vma.getPgoff() - vma.getStart();
            return new Backing("segment " + vma.getShmid(), bias, vma.getFdflags());
        }
        if (SharedMemory.isObject(vma)) {
            long bias = vma.getPgoff() - vma.getStart();
            return new Backing("shared memory " + vma.getShmid(), bias, flags | Mman.MAP_SHARED);
        }
        if ((status & VmaStatus.ANON_PRIVATE) != 0) {
            int sharing = (vma.getFlags() & Mman.MAP_DROPPABLE) != 0 ? Mman.MAP_DROPPABLE : Mman.MAP_PRIVATE;
            int huge = vma.getFlags() & (Mman.MAP_HUGETLB | Mman.HUGETLB_SIZE_MASK);
            return new Backing("", 0, flags | sharing | Mman.MAP_ANONYMOUS | huge);
        }
        if (AioRings.isRing(vma) || SocketMappings.is(vma)) {
            // Until the ring itself is there.
            return new Backing("", 0, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS);
        }
        throw new EngineException("mapping " + Long.toHexString(vma.getStart()) + " of kind 0x"
                + Integer.toHexString(status) + " is not supported yet");
    }

    private void keep(Segment segment, RangeMap<Wanted> places, RangeMap<Segment> kept) {
        long at = segment.start;
        for (Wanted place : places.overlapping(segment.start, segment.end)) {
            if (segment.backing.equals(place.backing)) {
                long from = Math.max(at, place.vma.getStart());
                long to = Math.min(segment.end, place.vma.getEnd());
                drop(at, from);
                kept.put(segment.part(from, to));
                at = to;
            }
        }
        drop(at, segment.end);
    }

    private void drop(long start, long end) {
        if (start < end) {
            process.check("munmap", MUNMAP, start, end - start);
            written.remove(start, end);
            inherited.remove(start, end);
        }
    }

    private void complete(VmaEntry vma, Backing backing, ImageFiles files) {
        RangeSet missing = new RangeSet();
        missing.add(vma.getStart(), vma.getEnd());
        for (Segment segment : segments.overlapping(vma.getStart(), vma.getEnd())) {
            missing.remove(segment.start, segment.end);
        }
        RangeList parts = missing.without(new long[0]);
        for (int i = 0; i < parts.count(); i++) {
            map(vma, backing, parts.start(i), parts.end(i), files);
            // An attachment begins with the access it may have, which is not always the one in use.
            int prot = SharedMemory.isSegment(vma) ? UNKNOWN : vma.getProt();
            segments.put(new Segment(parts.start(i), parts.end(i), backing, prot));
        }
    }

    private void map(VmaEntry vma, Backing backing, long start, long end, ImageFiles files) {
        if (SharedMemory.isSegment(vma)) {
            long size = shared.segmentBytes(vma.getShmid());
            SegmentAttachment.attach(process, vma, size, start, end, backing.bias + start);
            return;
        }
        int fd = -1;
        int flags = backing.flags | Mman.MAP_FIXED_NOREPLACE;
        if (backing.origin.isEmpty()) {
            // anonymous: no file
        } else if (SharedMemory.isObject(vma)) {
            fd = vessel.give(shared.object(vma.getShmid(), process, files));
        } else {
            fd = vessel.give(files.open((int) vma.getShmid(), vma.getFdflags()));
        }
        long offset = fd < 0 ? 0 : backing.bias + start;
        String what = (vma.getFlags() & Mman.MAP_HUGETLB) == 0
                ? "mmap"
                : "mmap of huge pages, which this host must have free: raise vm.nr_hugepages";
        process.check(what, MMAP, start, end - start, vma.getProt(), flags, fd, offset);
        if (fd >= 0) {
            process.check("close", CLOSE, fd);
        }
    }

    /** Pages of private memory; {@code content} is consumed. */
    public void write(long address, ByteBuffer content, List<VmaEntry> mappings) {
        long end = address + content.remaining();
        if (vdso(mappings)
                .filter(vma -> address >= vma.getStart() && end <= vma.getEnd())
                .isPresent()) {
            vdso.write(address, content, mappings);
            return;
        }
        // A frame of the stream begins anywhere in its buffer.
        ByteBuffer rest = content.slice();
        content.position(content.limit());
        while (!inherited.write(address, rest)) {
            long at = end - rest.remaining();
            if (!open(at, end)) {
                throw new ImageFormatException(
                        "pages", "address 0x" + Long.toHexString(at) + " is in no private mapping");
            }
        }
        written.add(address, end);
    }

    private Optional<VmaEntry> vdso(List<VmaEntry> mappings) {
        if (searched != mappings) {
            vdsoPlace = mappings.stream()
                    .filter(vma -> (vma.getStatus() & VmaStatus.VDSO) != 0)
                    .findFirst();
            searched = mappings;
        }
        return vdsoPlace;
    }

    /**
     * Makes private memory accessible for pages that arrive. Only what gets some: the kernel accounts for memory that once
     * could be written, and so the program's own history is followed.
     *
     * @return whether there was any that was not
     */
    private boolean open(long start, long end) {
        boolean opened = false;
        for (Segment segment : segments.overlapping(start, end)) {
            boolean closed = segment.prot != UNKNOWN
                    && (segment.prot & ACCESS) != ACCESS
                    && (segment.backing.flags & Mman.MAP_SHARED) == 0;
            if (closed) {
                process.check("mprotect", MPROTECT, segment.start, segment.end - segment.start, ACCESS);
                segments.put(new Segment(segment.start, segment.end, segment.backing, ACCESS));
                opened = true;
            }
        }
        return opened;
    }

    /** Forgets pages that came in earlier rounds and are not part of the image any more. */
    public void dropAllBut(long[] startEndPairs) {
        RangeList stale = written.without(startEndPairs);
        for (int i = 0; i < stale.count(); i++) {
            process.check("madvise", MADVISE, stale.start(i), stale.end(i) - stale.start(i), Mman.MADV_DONTNEED);
            written.remove(stale.start(i), stale.end(i));
            inherited.remove(stale.start(i), stale.end(i));
        }
    }

    private boolean isProtected(VmaEntry vma) {
        return segments.overlapping(vma.getStart(), vma.getEnd()).stream()
                .allMatch(segment -> segment.prot == vma.getProt());
    }

    /** Final protections and advice. */
    public void seal(List<VmaEntry> mappings) {
        vdso.seal(mappings);
        for (VmaEntry vma : mappings) {
            if ((vma.getStatus() & SPECIAL) != 0) {
                continue;
            }
            long size = vma.getEnd() - vma.getStart();
            if (!isProtected(vma)) {
                process.check("mprotect", MPROTECT, vma.getStart(), size, vma.getProt());
            }
            for (int advice = 0; advice < Long.SIZE; advice++) {
                if ((vma.getMadv() >>> advice & 1) != 0) {
                    process.check("madvise " + advice, MADVISE, vma.getStart(), size, advice);
                }
            }
        }
    }

    /** What cannot be taken back: locks, names, seals. */
    public void lock(MmEntry mm) {
        for (VmaEntry vma : mm.getVmasList()) {
            long size = vma.getEnd() - vma.getStart();
            if ((vma.getFlags() & Mman.MAP_LOCKED) != 0) {
                // Memory that nobody may access is locked all the same, only that there is nothing to be read in.
                process.call(MLOCK2, vma.getStart(), size, vma.getLockedOnFault() ? Mman.MLOCK_ONFAULT : 0);
            }
            if (vma.hasName()) {
                name(vma, size);
            }
            if (vma.getSealed()) {
                process.check("mseal", MSEAL, vma.getStart(), size, 0);
            }
        }
        if (mm.getLockFuture() != 0) {
            process.check("mlockall", MLOCKALL, mm.getLockFuture() & (Mman.MCL_FUTURE | Mman.MCL_ONFAULT));
        }
    }

    /** A kernel without CONFIG_ANON_VMA_NAME has none; they mean nothing to the program. */
    private void name(VmaEntry vma, long size) {
        process.resetScratch();
        long text = process.push((vma.getName() + "\0").getBytes(StandardCharsets.US_ASCII));
        process.call(PRCTL, Prctl.PR_SET_VMA, Prctl.PR_SET_VMA_ANON_NAME, vma.getStart(), size, text);
    }
}
