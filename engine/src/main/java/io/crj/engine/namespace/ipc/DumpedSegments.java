package io.crj.engine.namespace.ipc;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.IpcDescEntry;
import io.crj.engine.image.proto.IpcShmEntry;
import io.crj.engine.linux.abi.SysvIpc;
import io.crj.engine.linux.proc.SysvIpcTable;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.memory.HugePages;
import java.util.LinkedHashMap;
import java.util.Map;

/** Segments of a frozen tree: their contents are to be sent as pages of the shared objects numbered like the segments. */
public final class DumpedSegments implements AutoCloseable {

    private final Map<Long, Fd> files = new LinkedHashMap<>();

    private DumpedSegments() {}

    /** Of a tree without an IPC namespace of its own. */
    public static DumpedSegments none() {
        return new DumpedSegments();
    }

    /** Describes all of the calling thread's namespace. */
    static DumpedSegments dump(int nsId, ImageBuilder image) {
        DumpedSegments segments = new DumpedSegments();
        try {
            image.touch(ImageKind.IPCNS_SHM, nsId);
            for (SysvIpcTable.Row row : SysvIpcTable.read("shm")) {
                IpcDescEntry description = IpcObject.describe(row, "shmid");
                Fd file = SegmentFile.open(description.getId());
                segments.files.put(Integer.toUnsignedLong(description.getId()), file);
                IpcShmEntry.Builder entry = IpcShmEntry.newBuilder()
                        .setDesc(description)
                        .setSize(row.get("size"))
                        .setInPagemaps(true);
                long hugePageBytes = FileCalls.hugePageBytes("/proc/self/fd/" + file.number());
                if (hugePageBytes != 0) {
                    entry.setHugetlbFlag(SysvIpc.SHM_HUGETLB | HugePages.sizeFlags(hugePageBytes));
                }
                image.add(ImageKind.IPCNS_SHM, nsId, entry.build());
            }
            return segments;
        } catch (RuntimeException e) {
            segments.close();
            throw e;
        }
    }

    /** Contents by number of the shared object; open until {@link #close()}. */
    public Map<Long, Fd> files() {
        return files;
    }

    @Override
    public void close() {
        files.values().forEach(Fd::close);
    }
}
