package io.crj.engine.resource.memfd;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.MemfdInodeEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Memfd;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.memory.HugePages;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.MemoryFiles;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory files of a dump, by descriptor or by mapping; each has one entry in {@code memfd.img}.
 *
 * <p>Their contents belong into the pages of shared object {@link Memory#shmid}; the memory part writes them there, also
 * those of files that nobody has mapped.
 */
public final class DumpedMemfds implements AutoCloseable {

    private final ImageBuilder image;
    private final Map<Long, Memory> byInode = new HashMap<>();

    private DumpedMemfds(ImageBuilder image) {
        this.image = image;
    }

    /**
     * One memory file.
     *
     * @param inodeId its number in the image
     * @param shmid number of the shared object with its contents: its inode number, as the kernel has it
     * @param file a descriptor of this process that can be read; open until the dump is over
     */
    public record Memory(int inodeId, int shmid, long sizeBytes, Fd file) {}

    /** Those of the dump that {@code context} belongs to. */
    public static DumpedMemfds of(DumpContext context) {
        return context.shared(DumpedMemfds.class, () -> new DumpedMemfds(context.image()));
    }

    /**
     * The memory file behind a link; its first call writes the entry.
     *
     * @param procPath through which it can be opened, in {@code /proc/PID/fd} or {@code map_files}
     */
    public Memory add(String link, FileStat stat, String procPath) {
        Memory known = byInode.get(stat.inode());
        if (known != null) {
            return known;
        }
        Fd file = FileCalls.open(procPath, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        Memory memory = new Memory(byInode.size() + 1, (int) stat.inode(), stat.sizeBytes(), file);
        byInode.put(stat.inode(), memory);
        MemfdInodeEntry.Builder entry = entry(memory, link, stat);
        long pageBytes = FileCalls.hugePageBytes(procPath);
        if (pageBytes != 0) {
            entry.setHugetlbFlag(Memfd.MFD_HUGETLB | HugePages.sizeFlags(pageBytes));
        }
        image.add(ImageKind.MEMFD_INODE, 0, entry.build());
        return memory;
    }

    private static MemfdInodeEntry.Builder entry(Memory memory, String link, FileStat stat) {
        return MemfdInodeEntry.newBuilder()
                .setName(link.substring(
                        link.startsWith(MemoryFiles.PREFIX) ? MemoryFiles.PREFIX.length() : 0,
                        link.length() - MemoryFiles.DELETED.length()))
                .setUid(stat.uid())
                .setGid(stat.gid())
                .setSize(stat.sizeBytes())
                .setShmid(memory.shmid())
                .setSeals((int) FileCalls.fcntl(memory.file(), Fcntl.F_GET_SEALS, 0))
                .setInodeId(memory.inodeId())
                .setMode(stat.mode());
    }

    /** All so far. */
    public Collection<Memory> all() {
        return List.copyOf(byInode.values());
    }

    @Override
    public void close() {
        byInode.values().forEach(memory -> memory.file().close());
    }
}
