package io.crj.engine.resource.regularfile;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.image.proto.Timeval;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Contents of one ghost as an image has them: in chunks with holes between, or as one run of bytes. */
final class GhostImage {

    private final int id;
    private final List<ImageEntry> entries;
    private final GhostFileEntry head;

    private GhostImage(int id, List<ImageEntry> entries, GhostFileEntry head) {
        this.id = id;
        this.entries = entries;
        this.head = head;
    }

    static GhostImage of(ImageSet image, int id) {
        List<ImageEntry> entries = image.entries(ImageKind.GHOST_FILE, id & 0xffffffffL);
        if (entries.isEmpty() || !(entries.get(0).message() instanceof GhostFileEntry head)) {
            throw corrupt(id, "is missing or empty");
        }
        if ((head.getMode() & Stat.S_IFMT) != Stat.S_IFREG) {
            throw corrupt(
                    id,
                    "is no regular file (mode 0" + Integer.toOctalString(head.getMode())
                            + "), which is not supported yet");
        }
        if (head.getChunks() && head.getSize() < 0) {
            throw corrupt(id, "is " + Long.toUnsignedString(head.getSize()) + " bytes long");
        }
        return new GhostImage(id, entries, head);
    }

    private static ImageFormatException corrupt(int id, String why) {
        return new ImageFormatException(ImageKind.GHOST_FILE.fileName(id & 0xffffffffL), why);
    }

    /** Whether the file is to keep its name. */
    boolean isKept() {
        return head.getKept();
    }

    /** Gives an open file its contents, owner, mode and times. */
    void fill(Fd file) {
        FileCalls.truncate(file, 0);
        if (head.getChunks()) {
            FileCalls.truncate(file, head.getSize());
            entries.subList(1, entries.size()).forEach(entry -> fill(file, entry));
        } else {
            FileCalls.pwriteFully(file, 0, entries.get(0).payload());
        }
        FileCalls.changeOwner(file, head.getUid(), head.getGid());
        FileCalls.changeMode(file, head.getMode() & Stat.PERMISSIONS);
        setTimes(file);
    }

    private void fill(Fd file, ImageEntry entry) {
        GhostChunkEntry chunk = (GhostChunkEntry) entry.message();
        long lengthBytes = entry.payload().length;
        if (chunk.getLen() != lengthBytes || chunk.getOff() < 0 || chunk.getOff() > head.getSize() - lengthBytes) {
            throw corrupt(
                    id,
                    "has " + lengthBytes + " bytes for " + Long.toUnsignedString(chunk.getLen()) + " at "
                            + Long.toUnsignedString(chunk.getOff()) + " of " + head.getSize());
        }
        FileCalls.pwriteFully(file, chunk.getOff(), entry.payload());
    }

    private void setTimes(Fd file) {
        if (!head.hasAtim() || !head.hasMtim()) {
            return;
        }
        try {
            Files.getFileAttributeView(Path.of("/proc/self/fd/" + file.number()), BasicFileAttributeView.class)
                    .setTimes(time(head.getMtim()), time(head.getAtim()), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime time(Timeval time) {
        return FileTime.from(TimeUnit.SECONDS.toMicros(time.getTvSec()) + time.getTvUsec(), TimeUnit.MICROSECONDS);
    }
}
