package io.crj.engine.namespace.ipc;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.IpcDescEntry;
import io.crj.engine.image.proto.IpcShmEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.SysvIpc;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.IpcCalls;
import io.crj.engine.memory.HugePages;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Segments made anew: empty, waiting for their pages and for the processes that attach them. */
public final class RestoredSegments implements AutoCloseable {

    private final List<IpcShmEntry> segments;
    private final Map<Long, Fd> files = new HashMap<>();
    private final Map<Long, Long> sizes = new HashMap<>();

    private RestoredSegments(List<IpcShmEntry> segments) {
        this.segments = segments;
    }

    /** Makes all of them in the calling thread's namespace. */
    static RestoredSegments make(ImageSet image, int nsId) {
        RestoredSegments made = new RestoredSegments(image.messages(IpcShmEntry.class, ImageKind.IPCNS_SHM, nsId));
        try {
            for (IpcShmEntry segment : made.segments) {
                made.add(segment, nsId);
            }
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void add(IpcShmEntry segment, int nsId) {
        IpcDescEntry description = segment.getDesc();
        int huge = segment.getHugetlbFlag();
        if (!segment.getInPagemaps() || huge != 0 && !HugePages.areFlags(huge, SysvIpc.SHM_HUGETLB)) {
            throw new ImageFormatException(
                    ImageKind.IPCNS_SHM.fileName(nsId),
                    "segment " + description.getId() + " is of an old or unknown form: not supported");
        }
        IpcObject.make(
                "shm",
                description,
                flags -> IpcCalls.makeSegment(description.getKey(), segment.getSize(), flags | huge));
        IpcCalls.ownSegment(
                description.getId(), description.getUid(), description.getGid(), IpcObject.permissions(description));
        if ((description.getMode() & SysvIpc.SHM_LOCKED) != 0) {
            IpcCalls.controlSegment(description.getId(), SysvIpc.SHM_LOCK);
        }
        long id = Integer.toUnsignedLong(description.getId());
        long hugePageBytes = huge == 0 ? 0 : 1L << (huge >>> Mman.HUGETLB_SHIFT);
        sizes.put(id, SegmentFile.mappedBytes(segment.getSize(), hugePageBytes));
        files.put(id, SegmentFile.open(description.getId()));
    }

    /** The file behind segment {@code id}, if the namespace has it; stays owned by this. */
    public Optional<Fd> file(long id) {
        return Optional.ofNullable(files.get(id));
    }

    /** Size of segment {@code id} as mapped, whole pages; empty when the namespace does not have it. */
    public Optional<Long> mappedBytes(long id) {
        return Optional.ofNullable(sizes.get(id));
    }

    /** Those that go with their last user get there once the processes have attached them; in the namespace. */
    void finish() {
        for (IpcShmEntry segment : segments) {
            if ((segment.getDesc().getMode() & SysvIpc.SHM_DEST) != 0) {
                IpcCalls.controlSegment(segment.getDesc().getId(), SysvIpc.IPC_RMID);
            }
        }
    }

    @Override
    public void close() {
        files.values().forEach(Fd::close);
    }
}
