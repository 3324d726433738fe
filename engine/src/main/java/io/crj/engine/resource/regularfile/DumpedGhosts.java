package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeOptions;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.resource.DumpContext;
import java.util.HashMap;
import java.util.Map;

/** Files that are made anew from the image; one ghost for each file, however many times it is open or mapped. */
final class DumpedGhosts {

    /** Contents are written in pieces of at most this size. */
    private static final int CHUNK_BYTES = 1 << 20;
    /** An image file is read as a whole: it has to fit. */
    private static final long FORMAT_LIMIT_BYTES = 192 << 20;

    private final ImageBuilder image;
    private final Journal journal;
    private final LeftMemory left;
    private final TreeOptions options;
    private final Map<Inode, Integer> ids = new HashMap<>();

    private DumpedGhosts(DumpContext context) {
        this.image = context.image();
        this.journal = context.journal();
        this.left = LeftMemory.of(context);
        this.options = context.options().tree();
    }

    private record Inode(long device, long number) {}

    static DumpedGhosts of(DumpContext context) {
        return context.shared(DumpedGhosts.class, () -> new DumpedGhosts(context));
    }

    /** Refuses what cannot be made anew, or is larger than the user allows; what counts is the space it occupies. */
    static void check(NamedFile file, TreeOptions options) {
        FileStat stat = file.stat();
        boolean plain = stat.isRegular() || stat.isDirectory() || stat.isFifo() || stat.isSymbolicLink();
        if (!plain && !Devices.isHarmless(stat)) {
            throw file.refusal("it has no name any more and cannot be made anew; not supported yet");
        }
        long limitBytes = Math.min(options.ghostLimitBytes(), FORMAT_LIMIT_BYTES);
        if (stat.isRegular() && stat.allocatedBytes() > limitBytes) {
            String remedy = limitBytes == FORMAT_LIMIT_BYTES
                    ? "no image holds more"
                    : "--ghost-limit " + stat.allocatedBytes() + " or more lets it";
            throw file.refusal((file.isUnlinked() ? "a file without any name" : "a file in the host's memory")
                    + " travels with the image, up to " + limitBytes
                    + " bytes; this one occupies " + stat.allocatedBytes() + ": " + remedy);
        }
    }

    /** Has open file {@code fileId} restored from contents, which are written at the first call for the file. */
    void add(int fileId, NamedFile file) {
        check(file, options);
        Inode inode = new Inode(file.stat().device(), file.stat().inode());
        Integer ghost = ids.get(inode);
        if (ghost == null) {
            ghost = ids.size() + 1;
            ids.put(inode, ghost);
            image.add(ImageKind.GHOST_FILE, ghost, entry(file));
            if (file.stat().isRegular()) {
                writeContents(ghost, file);
            }
            if (!file.isUnlinked() && HostMemory.isPlace(file.link())) {
                left.add(file, journal);
            }
        }
        image.add(
                ImageKind.REMAP_FPATH,
                0,
                RemapFilePathEntry.newBuilder()
                        .setOrigId(fileId)
                        .setRemapId(ghost)
                        .setRemapType(RemapType.GHOST)
                        .build());
    }

    private void writeContents(int ghost, NamedFile file) {
        try (Fd fd = FileCalls.open(file.procPath(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
            long end = 0;
            long begin;
            while ((begin = FileCalls.seekContent(fd, end, Fcntl.SEEK_DATA)) >= 0) {
                end = FileCalls.seekContent(fd, begin, Fcntl.SEEK_HOLE);
                for (long at = begin; at < end; at += CHUNK_BYTES) {
                    writeChunk(ghost, at, FileCalls.pread(fd, at, (int) Math.min(CHUNK_BYTES, end - at)));
                }
            }
        }
    }

    private void writeChunk(int ghost, long offset, byte[] bytes) {
        GhostChunkEntry chunk =
                GhostChunkEntry.newBuilder().setLen(bytes.length).setOff(offset).build();
        image.add(ImageKind.GHOST_FILE, ghost, chunk, bytes);
    }

    private static GhostFileEntry entry(NamedFile file) {
        FileStat stat = file.stat();
        GhostFileEntry.Builder entry = GhostFileEntry.newBuilder()
                .setUid(stat.uid())
                .setGid(stat.gid())
                .setMode(stat.mode())
                .setDev((int) Stat.kernelDevice(stat.device()))
                .setIno(stat.inode());
        if (stat.isRegular()) {
            entry.setChunks(true).setSize(stat.sizeBytes());
        }
        if (stat.isDevice()) {
            entry.setRdev((int) stat.rdev());
        }
        if (stat.isSymbolicLink()) {
            try (Fd link = FileCalls.open(file.procPath(), Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
                entry.setSymlnkTarget(PathCalls.targetOf(link));
            }
        }
        if (!file.isUnlinked()) {
            entry.setKept(true);
        }
        GhostTimes.read(file.procPath(), entry);
        return entry.build();
    }
}
