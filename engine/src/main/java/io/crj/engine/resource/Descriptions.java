package io.crj.engine.resource;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;

/** What all kinds of open files have in common: flags, an owner, an entry whose parts have to fit each other. */
public final class Descriptions {

    /** Flags that an open file can change; fcntl(2) F_SETFL. */
    private static final int CHANGEABLE =
            Fcntl.O_APPEND | Fcntl.O_NONBLOCK | Fcntl.O_ASYNC | Fcntl.O_DIRECT | Fcntl.O_NOATIME;

    private Descriptions() {}

    /** Flags as images have them: close-on-exec belongs to the descriptor. */
    public static int flags(FdProbe probe) {
        return probe.info().flags() & ~Fcntl.O_CLOEXEC;
    }

    /** Gives a restored open file its changeable flags and its owner. */
    public static void restore(Fd fd, int flags, FownEntry owner, RestoreContext context) {
        int wanted = flags & CHANGEABLE;
        if ((FileCalls.fcntl(fd, Fcntl.F_GETFL, 0) & CHANGEABLE) != wanted) {
            FileCalls.fcntl(fd, Fcntl.F_SETFL, wanted);
        }
        context.setOwner(fd, owner);
    }

    /**
     * Runs what restores an open file; when it fails, the descriptor does not stay behind.
     *
     * @return {@code fd}, the caller's
     */
    public static RestoreResult done(Fd fd, Runnable rest) {
        try {
            rest.run();
        } catch (RuntimeException | Error e) {
            fd.close();
            throw e;
        }
        return new RestoreResult.Done(fd);
    }

    /**
     * Refuses an entry without the part its type promises, or with one that says it is another open file.
     *
     * @param present whether the part is there
     * @param partId the open file's number according to the part
     */
    public static void requirePart(FileEntry entry, boolean present, int partId) {
        if (!present) {
            throw corrupt(entry, "has no part of its type");
        }
        if (partId != entry.getId()) {
            throw corrupt(entry, "holds a part numbered " + Integer.toUnsignedString(partId));
        }
    }

    /** Refuses an offset that no file can have. */
    public static void requirePosition(FileEntry entry, long position) {
        if (position < 0) {
            throw corrupt(entry, "has an offset of " + Long.toUnsignedString(position));
        }
    }

    /**
     * Flags for opening a file once more: an image cannot have it created or emptied.
     *
     * @return {@code flags} without what only matters while a file is opened for the first time
     */
    public static int openFlags(FileEntry entry, int flags) {
        if ((flags & (Fcntl.O_CREAT | Fcntl.O_TRUNC | Fcntl.O_PATH)) != 0
                || (flags & Fcntl.O_ACCMODE) == Fcntl.O_ACCMODE) {
            throw corrupt(entry, "has impossible flags 0" + Integer.toOctalString(flags));
        }
        boolean unnamed = (flags & Fcntl.O_TMPFILE) == Fcntl.O_TMPFILE;
        return (unnamed ? flags & ~Fcntl.O_TMPFILE : flags) & ~(Fcntl.O_EXCL | Fcntl.O_NOCTTY | Fcntl.O_ASYNC)
                | Fcntl.O_CLOEXEC;
    }

    /** The error for an entry that cannot be right. */
    public static ImageFormatException corrupt(FileEntry entry, String why) {
        return new ImageFormatException(
                ImageKind.FILES.fileName(0),
                "open file " + Integer.toUnsignedString(entry.getId()) + " (" + entry.getType() + ") " + why);
    }
}
