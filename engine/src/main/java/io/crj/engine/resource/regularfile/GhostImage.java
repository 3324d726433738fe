package io.crj.engine.resource.regularfile;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageEntry;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.GhostChunkEntry;
import io.crj.engine.image.proto.GhostFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import java.util.List;

/** One ghost as an image has it: what it is, and a regular file's contents, in chunks with holes between or as one run. */
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
        return head.getKept() && isRegular();
    }

    boolean isRegular() {
        return (head.getMode() & Stat.S_IFMT) == Stat.S_IFREG;
    }

    /** Whether it had this place on the host of the dump. */
    boolean was(int device, long inode) {
        return head.hasDev() && head.hasIno() && head.getDev() == device && head.getIno() == inode;
    }

    /** Whether it is the very file, which has not been touched since. */
    boolean is(FileStat file, String path) {
        return was((int) Stat.kernelDevice(file.device()), file.inode())
                && head.getSize() == file.sizeBytes()
                && GhostTimes.isUntouched(path, head);
    }

    /** Makes the file under a name that is free, for nobody but its maker to see. */
    void make(String path) {
        int type = head.getMode() & Stat.S_IFMT;
        switch (type) {
            case Stat.S_IFREG, Stat.S_IFIFO -> PathCalls.makeNode(path, type | 0600, 0);
            case Stat.S_IFDIR -> FileCalls.makeDirectory(path, 0700);
            case Stat.S_IFCHR -> makeDevice(path);
            case Stat.S_IFLNK -> PathCalls.makeSymbolicLink(head.getSymlnkTarget(), path);
            default ->
                throw corrupt(
                        id,
                        "is neither file, directory, link, fifo nor harmless device (mode 0"
                                + Integer.toOctalString(head.getMode()) + "), which is not supported yet");
        }
    }

    private void makeDevice(String path) {
        long rdev = Integer.toUnsignedLong(head.getRdev());
        FileStat wanted = new FileStat(0, 0, head.getMode(), 0, 0, 0, rdev, 0, 0);
        if (!Devices.isHarmless(wanted)) {
            throw corrupt(id, "is " + Devices.describe(wanted) + ", which crj does not make");
        }
        PathCalls.makeNode(path, Stat.S_IFCHR | 0600, rdev);
    }

    /**
     * Gives a file its contents, owner, mode and times.
     *
     * @param file open with O_PATH or otherwise
     */
    void fill(Fd file) {
        if (isRegular()) {
            try (Fd writer = FileCalls.reopen(file, Fcntl.O_RDWR)) {
                writeContents(writer);
            }
        }
        String path = "/proc/self/fd/" + file.number();
        PathCalls.changeOwner(path, head.getUid(), head.getGid());
        if ((head.getMode() & Stat.S_IFMT) != Stat.S_IFLNK) {
            PathCalls.changeMode(path, head.getMode() & Stat.PERMISSIONS);
        }
        GhostTimes.restore(path, head);
    }

    private void writeContents(Fd file) {
        FileCalls.truncate(file, 0);
        if (head.getChunks()) {
            FileCalls.truncate(file, head.getSize());
            entries.subList(1, entries.size()).forEach(entry -> writeChunk(file, entry));
        } else {
            FileCalls.pwriteFully(file, 0, entries.get(0).payload());
        }
    }

    private void writeChunk(Fd file, ImageEntry entry) {
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
}
