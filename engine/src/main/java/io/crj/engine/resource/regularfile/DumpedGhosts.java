package io.crj.engine.resource.regularfile;

import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.image.proto.Timeval;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.DumpContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Files whose contents travel with the image; one ghost for each file, however many times it is open or mapped. */
final class DumpedGhosts {

    /** As CRIU's --ghost-limit. */
    static final long LIMIT_BYTES = 1 << 20;

    private final ImageBuilder image;
    private final Map<Inode, Integer> ids = new HashMap<>();

    private DumpedGhosts(ImageBuilder image) {
        this.image = image;
    }

    private record Inode(long device, long number) {}

    static DumpedGhosts of(DumpContext context) {
        return context.shared(DumpedGhosts.class, () -> new DumpedGhosts(context.image()));
    }

    static void check(NamedFile file) {
        if (file.stat().sizeBytes() > LIMIT_BYTES) {
            throw file.refusal("a deleted file's contents travel with the image, up to " + LIMIT_BYTES
                    + " bytes; this one has " + file.stat().sizeBytes() + ", which is not supported yet");
        }
    }

    /** Has open file {@code fileId} restored from contents, which are written at the first call for the file. */
    void add(int fileId, NamedFile file) {
        check(file);
        Inode inode = new Inode(file.stat().device(), file.stat().inode());
        Integer ghost = ids.get(inode);
        if (ghost == null) {
            ghost = ids.size() + 1;
            ids.put(inode, ghost);
            write(ghost, file);
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

    private void write(int ghost, NamedFile file) {
        image.add(ImageKind.GHOST_FILE, ghost, entry(file));
        try (Fd fd = FileCalls.open(file.procPath(), Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0)) {
            long end = 0;
            long begin;
            while ((begin = FileCalls.seekContent(fd, end, Fcntl.SEEK_DATA)) >= 0) {
                end = FileCalls.seekContent(fd, begin, Fcntl.SEEK_HOLE);
                byte[] bytes = FileCalls.pread(fd, begin, Math.toIntExact(end - begin));
                GhostChunkEntry chunk = GhostChunkEntry.newBuilder()
                        .setLen(bytes.length)
                        .setOff(begin)
                        .build();
                image.add(ImageKind.GHOST_FILE, ghost, chunk, bytes);
            }
        }
    }

    private static GhostFileEntry entry(NamedFile file) {
        GhostFileEntry.Builder entry = GhostFileEntry.newBuilder()
                .setUid(file.stat().uid())
                .setGid(file.stat().gid())
                .setMode(file.stat().mode())
                .setDev((int) Stat.kernelDevice(file.stat().device()))
                .setIno(file.stat().inode())
                .setChunks(true)
                .setSize(file.stat().sizeBytes());
        if (!file.isDeleted()) {
            entry.setKept(true);
        }
        try {
            BasicFileAttributes times = Files.readAttributes(Path.of(file.procPath()), BasicFileAttributes.class);
            return entry.setAtim(time(times.lastAccessTime()))
                    .setMtim(time(times.lastModifiedTime()))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Timeval time(FileTime time) {
        long micros = time.to(TimeUnit.MICROSECONDS);
        long perSecond = TimeUnit.SECONDS.toMicros(1);
        return Timeval.newBuilder()
                .setTvSec(Math.floorDiv(micros, perSecond))
                .setTvUsec(Math.floorMod(micros, perSecond))
                .build();
    }
}
