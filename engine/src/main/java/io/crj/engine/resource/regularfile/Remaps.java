package io.crj.engine.resource.regularfile;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.Journals;
import io.crj.engine.resource.SharedState;
import io.crj.engine.resource.TreeRoot;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files that are not reached by the name in their entry: ghosts, and those with a temporary name. */
final class Remaps implements AutoCloseable {

    /** What the kernel shows of files of O_TMPFILE, open(2). */
    private static final Pattern UNNAMED = Pattern.compile("(.*/)#\\d+");

    private final ImageSet image;
    private final Map<Integer, RemapFilePathEntry> byFile = new HashMap<>();
    private final Set<Integer> dead = new HashSet<>();
    private final Map<Key, Fd> files = new HashMap<>();
    private final TreeRoot root;
    private final Journal journal;
    private final RestoredLinks links;

    /** A ghost is one file however many names it had; a link leads to one file under each of them. */
    private record Key(RemapType type, int id, String name) {}

    private Remaps(ImageSet image, TreeRoot root, Journal journal) {
        this.image = image;
        this.root = root;
        this.journal = journal;
        this.links = new RestoredLinks(root, journal);
        for (RemapFilePathEntry remap : image.messages(RemapFilePathEntry.class, ImageKind.REMAP_FPATH, 0)) {
            if (remap.hasRemapType() && remap.getRemapType() == RemapType.PROCFS) {
                dead.add(remap.getRemapId());
            } else {
                byFile.put(remap.getOrigId(), remap);
            }
        }
    }

    /** @param state of the restore of {@code image} */
    static Remaps of(ImageSet image, SharedState state) {
        return state.shared(Remaps.class, () -> new Remaps(image, TreeRoot.of(state), Journals.of(state)));
    }

    boolean has(RegFileEntry file) {
        return byFile.containsKey(file.getId());
    }

    /** A file of /proc that belonged to a process which has ended: a passing one takes its place. */
    Optional<Fd> openDead(RegFileEntry file, int flags, SharedState state, Consumer<Fd> work) {
        // Of several files of one process CRIU names the first one only.
        OptionalInt pid = DeadProcFiles.pid(file.getName());
        if (pid.isEmpty() || !dead.contains(pid.getAsInt())) {
            return Optional.empty();
        }
        return Optional.of(DeadProcFiles.open(file.getName(), pid.getAsInt(), flags, root, state, work));
    }

    /** The file, for opening it once more; empty when its name leads to it. Stays owned by this. */
    Optional<Fd> find(RegFileEntry file) {
        RemapFilePathEntry remap = byFile.get(file.getId());
        if (remap == null) {
            return Optional.empty();
        }
        // Without a type: images of long ago, which had ghosts only.
        RemapType type = remap.hasRemapType() ? remap.getRemapType() : RemapType.GHOST;
        Key key = new Key(type, remap.getRemapId(), type == RemapType.GHOST ? "" : file.getName());
        Fd known = files.get(key);
        if (known == null) {
            known = type == RemapType.GHOST
                    ? ghost(remap.getRemapId(), file.getName())
                    : links.open(entry(remap.getRemapId()).getName(), file.getName());
            files.put(key, known);
        }
        if (type == RemapType.LINKED) {
            FileComparison.compare(file, FileCalls.stat(known));
        }
        return Optional.of(known);
    }

    /** The ghost that had this place on the host of the dump. */
    Optional<Fd> ghost(int device, long inode) {
        for (RemapFilePathEntry remap : byFile.values()) {
            boolean isGhost = !remap.hasRemapType() || remap.getRemapType() == RemapType.GHOST;
            if (isGhost && GhostImage.of(image, remap.getRemapId()).was(device, inode)) {
                return find(entry(remap.getOrigId()));
            }
        }
        return Optional.empty();
    }

    private Fd ghost(int id, String path) {
        try {
            return filled(id, path);
        } catch (SyscallException e) {
            if (e.errno() != Errno.EROFS || root.isHost()) {
                throw e;
            }
        }
        try (ReadOnlyMount mount = ReadOnlyMount.open(root, path)) {
            return filled(id, path);
        }
    }

    private Fd filled(int id, String path) {
        GhostImage ghost = GhostImage.of(image, id);
        boolean kept = ghost.isKept() && NamedFile.isPerformanceData(path);
        Fd file = kept ? openKept(path) : make(ghost, path);
        try {
            ghost.fill(file);
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** What never had a name may get one yet; what had one never again. */
    private Fd make(GhostImage ghost, String path) {
        Matcher unnamed = UNNAMED.matcher(path);
        if (ghost.isRegular() && unnamed.matches()) {
            try {
                return root.openUnnamed(unnamed.group(1), 0600);
            } catch (SyscallException e) {
                // The directory is gone, or its file system here knows no such files.
            }
        }
        return PassingName.open(root, path, ghost::make, journal);
    }

    /** Stays when the tree runs, unless it was there. */
    private Fd openKept(String path) {
        String name = root.reach(path);
        PassingName.makeDirectories(root, path, journal);
        if (!Files.exists(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
            journal.note(MadeFileAftermath.effect(root.noted(path), true));
        }
        return FileCalls.open(name, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0600);
    }

    private RegFileEntry entry(int id) {
        return image.messages(FileEntry.class, ImageKind.FILES, 0).stream()
                .filter(file -> file.getId() == id && file.hasReg())
                .map(FileEntry::getReg)
                .findFirst()
                .orElseThrow(() -> new ImageFormatException(
                        ImageKind.REMAP_FPATH.fileName(0),
                        "names file " + Integer.toUnsignedString(id) + ", which files.img does not have"));
    }

    /** Removes the temporary names that were used. */
    void removeLinks() {
        links.remove();
    }

    @Override
    public void close() {
        files.values().forEach(Fd::close);
    }
}
