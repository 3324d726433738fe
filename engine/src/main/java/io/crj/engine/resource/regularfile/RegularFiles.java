package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

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

    private RegularFiles() {}

    /**
     * Refuses, while the tree still runs, a file that cannot be found again.
     *
     * @throws io.crj.engine.error.UnsupportedResourceException naming it, saying why
     */
    public static void check(NamedFile used, TreeOptions options) {
        NamedFile file = used.whereItIs();
        KernelFiles.check(file);
        if (Route.of(file, options).how() == Route.How.GHOST) {
            DumpedGhosts.check(file, options);
        }
    }

    /** What the host it goes to has to have for a file that is not open; empty for files whose contents travel with the image. */
    public static Optional<FileNeed> need(NamedFile used, TreeOptions options) {
        NamedFile file = used.whereItIs();
        return FileNeeds.of(file, options);
    }

    /** The entry of file number {@code id}; what the file needs besides is written into the image. */
    public static RegFileEntry dump(int id, NamedFile used, FownEntry owner, DumpContext context) {
        NamedFile file = used.whereItIs();
        Route route = Route.of(file, context.options().tree());
        switch (route.how()) {
            case GHOST -> DumpedGhosts.of(context).add(id, file);
            case LINK -> DumpedLinks.of(context).add(id, file);
            case DEAD -> DeadProcFiles.add(id, route.name(), context);
            case NAME -> {}
        }
        int mode = route.how() == Route.How.NAME
                ? file.statByName(route.name()).orElse(file.stat()).mode()
                : file.stat().mode();
        RegFileEntry.Builder entry = entry(id, file, route.name(), mode, owner).toBuilder();
        TreeMounts.of(context).idOf(file.procPath()).ifPresent(entry::setMntId);
        return entry.build();
    }

    /** The entry of file number {@code id} while its process still runs: just its name, and its size unless that changes. */
    public static RegFileEntry ofRound(int id, NamedFile file) {
        RegFileEntry entry = entry(id, file, file.lastName(), file.stat().mode(), NOBODY);
        return FileNeeds.isBeingWritten(file) ? entry.toBuilder().clearSize().build() : entry;
    }

    private static RegFileEntry entry(int id, NamedFile file, String name, int mode, FownEntry owner) {
        int flags = file.flags() & ~Fcntl.O_CLOEXEC;
        if ((flags & Fcntl.O_TMPFILE) == Fcntl.O_TMPFILE) {
            flags &= ~Fcntl.O_TMPFILE;
        }
        RegFileEntry.Builder entry = RegFileEntry.newBuilder()
                .setId(id)
                .setFlags(flags)
                .setPos(file.position())
                .setFown(owner)
                .setName(name)
                .setMode(mode);
        if (file.stat().isRegular() && !(file.isWritable() && (flags & Fcntl.O_APPEND) != 0)) {
            entry.setSize(file.stat().sizeBytes());
        }
        if (file.stat().isDevice()) {
            entry.setRdev(file.stat().rdev());
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
        return open(entry, flags, image, state, file -> {});
    }

    /**
     * As {@link #open(RegFileEntry, int, ImageSet, SharedState)}.
     *
     * @param work what can be done with a file of a process's in /proc only while that process, or one in its place, is there
     */
    public static Fd open(RegFileEntry entry, int flags, ImageSet image, SharedState state, Consumer<Fd> work) {
        String path = entry.getName();
        if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
            throw new ImageFormatException(
                    ImageKind.FILES.fileName(0), FileComparison.describe(entry) + " has no absolute path");
        }
        if (entry.getExt()) {
            throw new EngineException(
                    FileComparison.describe(entry) + " is to be provided from outside; not supported yet");
        }
        try {
            Optional<Fd> dead = Remaps.of(image, state).openDead(entry, flags, state, work);
            if (dead.isPresent()) {
                return dead.get();
            }
            Fd file = openLiving(entry, flags, image, state);
            try {
                work.accept(file);
                return file;
            } catch (RuntimeException | Error e) {
                file.close();
                throw e;
            }
        } catch (SyscallException e) {
            throw new EngineException(
                    FileComparison.describe(entry) + " cannot be opened here: " + e.getMessage()
                            + "; it has to be there before the restore, as it was on the other host",
                    e);
        }
    }

    private static Fd openLiving(RegFileEntry entry, int flags, ImageSet image, SharedState state) {
        Optional<Fd> remapped = Remaps.of(image, state).find(entry);
        if (remapped.isPresent()) {
            boolean symbolic = FileCalls.stat(remapped.get()).isSymbolicLink();
            return symbolic ? FileCalls.duplicate(remapped.get()) : FileCalls.reopen(remapped.get(), flags);
        }
        // Before opening, for opening a FIFO blocks and opening a device may do something.
        boolean linkItself = (flags & Fcntl.O_PATH) != 0 && (flags & Fcntl.O_NOFOLLOW) != 0;
        TreeRoot root = TreeRoot.of(state, entry.hasMntId() ? entry.getMntId() : 0);
        FileComparison.compare(entry, linkItself ? root.statOfName(entry.getName()) : root.stat(entry.getName()));
        return root.open(entry.getName(), flags);
    }

    /** Whether the name in the entry does not lead to the file. */
    public static boolean isRemapped(RegFileEntry entry, ImageSet image, SharedState state) {
        return Remaps.of(image, state).has(entry);
    }

    /**
     * The file without a name that had this place on the host of the dump, if the image has it; stays owned by the state.
     *
     * @param device the kernel's number of its file system
     */
    public static Optional<Fd> ghost(int device, long inode, ImageSet image, SharedState state) {
        return Remaps.of(image, state).ghost(device, inode);
    }

    /** The mount that {@code path}, of this process, is on; empty when the image has no mounts. */
    public static OptionalInt mountId(String path, DumpContext context) {
        return TreeMounts.of(context).idOf(path);
    }

    /** Has the temporary names of files removed when the tree is about to run: till then it may be given up. */
    public static void removeLinksOnResume(RestoreContext context) {
        context.onResume(() -> Remaps.of(context.image(), context).removeLinks());
    }
}
