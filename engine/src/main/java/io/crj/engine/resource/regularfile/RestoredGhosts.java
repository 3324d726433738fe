package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.image.proto.RemapFilePathEntry;
import io.crj.engine.image.proto.RemapType;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.SharedState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Ghosts made anew: each has its name for a moment only, unless it is to keep it. */
final class RestoredGhosts implements AutoCloseable {

    private final ImageSet image;
    private final Map<Integer, Integer> ghostByFile = new HashMap<>();
    private final Map<Integer, Fd> ghosts = new HashMap<>();

    private RestoredGhosts(ImageSet image) {
        this.image = image;
        for (RemapFilePathEntry remap : image.messages(RemapFilePathEntry.class, ImageKind.REMAP_FPATH, 0)) {
            if (remap.hasRemapType() && remap.getRemapType() != RemapType.GHOST) {
                throw new EngineException("open file " + Integer.toUnsignedString(remap.getOrigId())
                        + " is reached by another path (" + remap.getRemapType()
                        + " in remap-fpath.img), which is not supported yet");
            }
            ghostByFile.put(remap.getOrigId(), remap.getRemapId());
        }
    }

    /** @param state of the restore of {@code image} */
    static RestoredGhosts of(ImageSet image, SharedState state) {
        return state.shared(RestoredGhosts.class, () -> new RestoredGhosts(image));
    }

    boolean has(RegFileEntry file) {
        return ghostByFile.containsKey(file.getId());
    }

    /** The file, for opening it once more; empty when it is no ghost. Stays owned by this. */
    Optional<Fd> find(RegFileEntry file) {
        Integer ghost = ghostByFile.get(file.getId());
        if (ghost == null) {
            return Optional.empty();
        }
        Fd known = ghosts.get(ghost);
        if (known == null) {
            known = make(ghost, file.getName());
            ghosts.put(ghost, known);
        }
        return Optional.of(known);
    }

    private Fd make(int ghost, String path) {
        GhostImage contents = GhostImage.of(image, ghost);
        Deque<Path> madeDirectories = makeDirectories(Path.of(path).getParent());
        try {
            if (contents.isKept() && NamedFile.isPerformanceData(path)) {
                madeDirectories.clear();
                Fd file = FileCalls.open(path, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC, 0600);
                return filled(file, contents);
            }
            return makeNameless(path, contents);
        } finally {
            madeDirectories.forEach(directory -> FileCalls.removeDirectory(directory.toString()));
        }
    }

    private static Fd makeNameless(String path, GhostImage contents) {
        int flags = Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_CLOEXEC;
        String name = path;
        Fd file = null;
        for (int i = 1; file == null; i++) {
            try {
                file = FileCalls.open(name, flags, 0600);
            } catch (SyscallException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                // Another file has taken the name since. It is not ours to move, so this one gets another.
                name = path + ".crj-" + i;
            }
        }
        FileCalls.unlink(name);
        return filled(file, contents);
    }

    private static Fd filled(Fd file, GhostImage contents) {
        try {
            contents.fill(file);
            return file;
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    /** Makes the directories that are missing; those made, innermost first. */
    private static Deque<Path> makeDirectories(Path directory) {
        if (directory == null) {
            throw new ImageFormatException(ImageKind.FILES.fileName(0), "a ghost has the name of the root directory");
        }
        Deque<Path> missing = new ArrayDeque<>();
        for (Path d = directory; d != null && !Files.exists(d); d = d.getParent()) {
            missing.addLast(d);
        }
        missing.descendingIterator().forEachRemaining(d -> FileCalls.makeDirectory(d.toString(), 0755));
        return missing;
    }

    @Override
    public void close() {
        ghosts.values().forEach(Fd::close);
    }
}
