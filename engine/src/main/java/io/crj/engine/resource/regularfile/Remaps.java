package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
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
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.HandleCalls;
import io.crj.engine.linux.sys.PathCalls;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that are not reached by the name in their entry: ghosts, and those with a temporary name. */
final class Remaps implements AutoCloseable {

    /** What the kernel shows of files of O_TMPFILE, open(2). */
    private static final Pattern UNNAMED = Pattern.compile("(.*/)#\\d+");

    private static final Logger LOG = LoggerFactory.getLogger(Remaps.class);

    private final ImageSet image;
    private final Map<Integer, RemapFilePathEntry> byFile = new HashMap<>();
    private final Set<Integer> dead = new HashSet<>();
    private final Map<Key, Fd> files = new HashMap<>();
    private final SharedState state;
    private final Journal journal;
    private final RestoredLinks links;

    /** A ghost is one file however many names it had; a link leads to one file under each of them. */
    private record Key(RemapType type, int id, String name, int mount) {}

    private Remaps(ImageSet image, SharedState state) {
        this.image = image;
        this.state = state;
        this.journal = Journals.of(state);
        this.links = new RestoredLinks(journal);
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
        return state.shared(Remaps.class, () -> new Remaps(image, state));
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
        return Optional.of(DeadProcFiles.open(file.getName(), pid.getAsInt(), flags, root(file), state, work));
    }

    /** The file, for opening it once more; empty when its name leads to it. Stays owned by this. */
    Optional<Fd> find(RegFileEntry file) {
        RemapFilePathEntry remap = byFile.get(file.getId());
        if (remap == null) {
            return Optional.empty();
        }
        // Without a type: images of long ago, which had ghosts only.
        RemapType type = remap.hasRemapType() ? remap.getRemapType() : RemapType.GHOST;
        Key key = key(type, remap.getRemapId(), file);
        Fd known = files.get(key);
        if (known == null) {
            known = type == RemapType.GHOST
                    ? ghost(remap.getRemapId(), file)
                    : links.open(root(file), entry(remap.getRemapId()).getName(), file.getName());
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

    private static Key key(RemapType type, int id, RegFileEntry file) {
        return new Key(type, id, type == RemapType.GHOST ? "" : file.getName(), file.getMntId());
    }

    private TreeRoot root(RegFileEntry file) {
        return TreeRoot.of(state, file.hasMntId() ? file.getMntId() : 0);
    }

    private Fd ghost(int id, RegFileEntry entry) {
        TreeRoot root = root(entry);
        try {
            return filled(id, entry);
        } catch (SyscallException e) {
            if (e.errno() != Errno.EROFS || root.isHost()) {
                throw e;
            }
        }
        try (ReadOnlyMount mount = ReadOnlyMount.open(root, entry.getName())) {
            return filled(id, entry);
        }
    }

    private Fd filled(int id, RegFileEntry entry) {
        GhostImage ghost = GhostImage.of(image, id);
        if (ghost.isKept() && HostMemory.isPlace(entry.getName())) {
            return hostMemory(ghost, entry);
        }
        boolean kept = ghost.isKept() && NamedFile.isPerformanceData(entry.getName());
        Fd file = kept ? openKept(entry) : make(ghost, id, entry);
        try {
            ghost.fill(file);
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Under its name, which nobody may have taken; or the very file, for two hosts of a lab see the same memory. */
    private Fd hostMemory(GhostImage ghost, RegFileEntry entry) {
        TreeRoot root = root(entry);
        String path = entry.getName();
        String name = root.reach(path);
        if (Files.exists(Path.of(name), LinkOption.NOFOLLOW_LINKS)) {
            FileStat found = PathCalls.statOfName(name);
            if (!found.isRegular() || !ghost.is(found, name)) {
                throw new EngineException(
                        path + " is there already, and not the one that the tree uses; remove it if nobody"
                                + " needs it any more");
            }
            return FileCalls.open(name, Fcntl.O_RDWR | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0);
        }
        journal.note(MadeFileAftermath.effect(root.noted(path), true));
        int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
        Fd file = FileCalls.open(name, flags, 0600);
        try {
            ghost.fill(file);
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** What never had a name may get one yet; what had one never again. */
    private Fd make(GhostImage ghost, int id, RegFileEntry entry) {
        String path = entry.getName();
        Matcher unnamed = UNNAMED.matcher(path);
        if (ghost.isRegular() && unnamed.matches()) {
            try {
                return root(entry).openUnnamed(unnamed.group(1), 0600);
            } catch (SyscallException e) {
                // The directory is gone, or its file system here knows no such files.
            }
        }
        return PassingName.open(root(entry), path, ghost::make, file -> openElsewhere(file, id, entry), journal);
    }

    /** One that several mounts show is opened on each of them, which takes a name it has, or its handle as long as it has one. */
    private void openElsewhere(Fd file, int id, RegFileEntry opened) {
        for (RemapFilePathEntry remap : byFile.values()) {
            if (remap.getRemapId() != id || remap.getRemapType() != RemapType.GHOST) {
                continue;
            }
            RegFileEntry other = entry(remap.getOrigId());
            Key key = key(RemapType.GHOST, id, other);
            if (other.getMntId() != opened.getMntId() && !files.containsKey(key)) {
                String directory = other.getName().substring(0, other.getName().lastIndexOf('/') + 1);
                try (Fd mount = root(other).open(directory, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY)) {
                    files.put(key, HandleCalls.reopen(file, mount));
                } catch (SyscallException e) {
                    LOG.warn("{} is restored on another mount: {}", FileComparison.describe(other), e.getMessage());
                    files.put(key, FileCalls.duplicate(file));
                }
            }
        }
    }

    /** Stays when the tree runs, unless it was there. */
    private Fd openKept(RegFileEntry entry) {
        String path = entry.getName();
        TreeRoot root = root(entry);
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
