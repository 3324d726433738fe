package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.SharedState;
import java.util.Optional;

/** Files by name, for whoever needs one: descriptors, mappings, programs, working directories. */
public final class RegularFiles {

    /** The owner of what has none. */
    public static final FownEntry NOBODY = FownEntry.newBuilder()
            .setUid(0)
            .setEuid(0)
            .setSignum(0)
            .setPidType(0)
            .setPid(0)
            .build();

    private static final int ANY_SIZE = -1;

    private RegularFiles() {}

    /**
     * Refuses, while the tree still runs, a file that cannot be found again.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException naming it, saying why
     */
    public static void check(NamedFile file) {
        file.checkName();
        if (file.isGhost()) {
            DumpedGhosts.check(file);
        }
    }

    /** What the host it goes to has to have; empty for files whose contents travel with the image. */
    public static Optional<FileNeed> need(NamedFile file) {
        if (file.isGhost()) {
            return Optional.empty();
        }
        boolean sizeMatters = file.stat().isRegular() && !file.isWritable();
        return Optional.of(new FileNeed(
                file.path(),
                sizeMatters ? file.stat().sizeBytes() : ANY_SIZE,
                file.stat().mode()));
    }

    /** Writes the contents of file number {@code id} into the image, if its name will not lead to it. */
    public static void keepContents(int id, NamedFile file, DumpContext context) {
        if (file.isGhost()) {
            DumpedGhosts.of(context).add(id, file);
        }
    }

    /** The entry of file number {@code id}. */
    public static RegFileEntry entry(int id, NamedFile file, FownEntry owner) {
        file.checkName();
        int flags = file.flags() & ~Fcntl.O_CLOEXEC;
        if ((flags & Fcntl.O_TMPFILE) == Fcntl.O_TMPFILE) {
            flags &= ~Fcntl.O_TMPFILE;
        }
        RegFileEntry.Builder entry = RegFileEntry.newBuilder()
                .setId(id)
                .setFlags(flags)
                .setPos(file.position())
                .setFown(owner)
                .setName(file.path())
                .setMode(file.stat().mode());
        if (file.stat().isRegular() && !(file.isWritable() && (flags & Fcntl.O_APPEND) != 0)) {
            entry.setSize(file.stat().sizeBytes());
        }
        return entry.build();
    }

    /**
     * Opens the file of {@code entry}, after comparing it with what the image expects.
     *
     * @param flags as in open(2), without O_CREAT and O_TRUNC; close-on-exec is added
     * @param state of the restore of {@code image}
     * @return the caller's
     */
    public static Fd open(RegFileEntry entry, int flags, ImageSet image, SharedState state) {
        String path = entry.getName();
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new ImageFormatException(ImageKind.FILES.fileName(0), describe(entry) + " has no absolute path");
        }
        if (entry.getExt()) {
            throw new EngineException(describe(entry) + " is to be provided from outside; not supported yet");
        }
        Optional<Fd> ghost = RestoredGhosts.of(image, state).find(entry);
        if (ghost.isPresent()) {
            return FileCalls.reopen(ghost.get(), flags);
        }
        try {
            // Before opening, for opening a FIFO blocks and opening a device may do something.
            compare(entry, FileCalls.stat(path));
            return FileCalls.open(path, flags | Fcntl.O_CLOEXEC, 0);
        } catch (SyscallException e) {
            throw new EngineException(
                    describe(entry) + " cannot be opened here: " + e.getMessage()
                            + "; it has to be there before the restore, as it was on the other host",
                    e);
        }
    }

    /** Whether the file is made from contents in the image. */
    public static boolean isGhost(RegFileEntry entry, ImageSet image, SharedState state) {
        return RestoredGhosts.of(image, state).has(entry);
    }

    private static void compare(RegFileEntry entry, FileStat found) {
        int type = found.mode() & Stat.S_IFMT;
        if (entry.hasMode() && type != (entry.getMode() & Stat.S_IFMT)) {
            throw different(
                    entry,
                    "of type 0" + Integer.toOctalString(type),
                    "of type 0" + Integer.toOctalString(entry.getMode() & Stat.S_IFMT));
        }
        if (!NamedFile.isCarried(entry.getName(), found)) {
            throw new EngineException(describe(entry) + " is a kind of file that is not supported yet (mode 0"
                    + Integer.toOctalString(found.mode()) + ")");
        }
        boolean readOnly = (entry.getFlags() & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY;
        if (entry.hasSize() && readOnly && found.isRegular() && found.sizeBytes() != entry.getSize()) {
            throw different(
                    entry, found.sizeBytes() + " bytes long", Long.toUnsignedString(entry.getSize()) + " bytes");
        }
    }

    private static EngineException different(RegFileEntry entry, String found, String expected) {
        return new EngineException(describe(entry) + " is " + found + " here, but the image expects " + expected
                + "; the same file has to be on both hosts");
    }

    private static String describe(RegFileEntry entry) {
        return "file " + entry.getName() + " (open file " + Integer.toUnsignedString(entry.getId()) + ")";
    }
}
