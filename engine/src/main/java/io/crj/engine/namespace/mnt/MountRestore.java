package io.crj.engine.namespace.mnt;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.Fstype;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds the mounts of an image, those of all its namespaces together.
 *
 * <pre>
 *   workshop   a passing copy of the host's namespace, where everything is made:
 *     sources  host directories copied, file systems made anew and filled; each gets a place in a yard
 *     copies   of the sources or of parts of them, one for each mount, detached
 *   places     each namespace, a fresh copy of the host's: copies attached parents first, never following a link;
 *              read-only and the like, pivot_root: the host is gone
 *   groups     peers and slaves, of all namespaces
 * </pre>
 */
final class MountRestore implements AutoCloseable {

    private static final Set<String> NOT_GIVEN_BACK = Set.of("", "seclabel");

    private final ImageSet image;
    private final MountForest forest;
    private final OuterGroups outer;
    private final Map<MntEntry, MountSource> sources = new LinkedHashMap<>();
    private final Map<Integer, Fd> contexts = new HashMap<>();
    private final Map<MntEntry, Fd> made = new LinkedHashMap<>();
    private final Set<MntEntry> given = new LinkedHashSet<>();
    private final Map<Integer, Fd> mounts = new HashMap<>();
    private final Deque<DeletedPlace> deleted = new ArrayDeque<>();

    /** @param contexts makes the context of a file system, by type, in the namespaces of the tree to be */
    MountRestore(
            ImageSet image,
            OptionalInt own,
            Collection<Integer> nested,
            RestoreOptions options,
            Function<String, Fd> contexts) {
        this.image = image;
        this.forest = MountForest.of(image, own, nested);
        this.outer = new OuterGroups(forest, options.tree());
        try {
            for (MountTree tree : forest.trees().values()) {
                for (MntEntry mount : tree.parentsFirst()) {
                    plan(mount, MountSource.of(mount, forest, options), contexts);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void plan(MntEntry mount, MountSource source, Function<String, Fd> begin) {
        sources.put(mount, source);
        if (source.path().isEmpty()) {
            String type = FileSystems.name(source.primary()).orElseThrow();
            contexts.computeIfAbsent(source.primary().getMntId(), id -> begin.apply(type));
        } else {
            outer.use(mount, source.path().get());
        }
    }

    /**
     * Does it.
     *
     * @param pid the process whose namespace is to be the tree's own one
     */
    Map<Integer, NestedMounts> run(int pid) {
        int here = (int) ProcessHandle.current().pid();
        Map<Integer, NestedMounts> nested = new LinkedHashMap<>();
        try {
            NamespaceThread.call(here, NamespaceKind.MNT, () -> {
                NestedMounts.leave();
                try (MountYard yard = new MountYard()) {
                    given.forEach(mount -> settle(mount, yard));
                    sources.values().forEach(source -> make(source, yard));
                    forest.trees().values().forEach(this::copyAll);
                    forest.trees().forEach((nsId, tree) -> place(nsId, tree, forest.isOwn(nsId) ? pid : here, nested));
                    forget();
                    made.forEach(this::finish);
                    new Propagation(forest, mounts, made, outer, yard).restore();
                    yard.remove();
                }
                return null;
            });
        } catch (RuntimeException e) {
            nested.values().forEach(NestedMounts::close);
            throw e;
        }
        return nested;
    }

    private void place(int nsId, MountTree tree, int pid, Map<Integer, NestedMounts> nested) {
        MountPlacing placing = new MountPlacing(tree, mounts);
        if (forest.isOwn(nsId)) {
            NamespaceThread.call(pid, NamespaceKind.MNT, () -> {
                placing.run();
                return null;
            });
        } else {
            nested.put(nsId, NestedMounts.make(pid, placing));
        }
    }

    private void forget() {
        while (!deleted.isEmpty()) {
            deleted.pop().close();
        }
    }

    private void finish(MntEntry mount, Fd fd) {
        if (contexts.containsKey(mount.getMntId()) && (mount.getSbFlags() & Mount.MS_RDONLY) != 0) {
            try (Fd context = MountCalls.reconfigure(fd)) {
                MountCalls.option(context, "ro", null);
                MountCalls.command(context, Mount.FSCONFIG_CMD_RECONFIGURE, MountTree.describe(mount));
            }
        }
    }

    private void make(MountSource source, MountYard yard) {
        MntEntry primary = source.primary();
        if (made.containsKey(primary)) {
            return;
        }
        String what = MountTree.describe(primary);
        Fd mount = source.path().isPresent() ? ofHost(source.path().get(), what) : fresh(primary, what);
        made.put(primary, mount);
        yard.add(mount, what);
    }

    private static Fd ofHost(String path, String what) {
        try {
            return MountCalls.cloneOf(path);
        } catch (SyscallException e) {
            throw new EngineException(
                    what + " needs " + path + " of this host: " + e.getMessage()
                            + "; it has to be there, or to be named with --root or --external",
                    e);
        }
    }

    /** Takes this mount of a devpts for the one at its usual place. */
    void use(Fd devpts) {
        Optional<MntEntry> usual = forest.all()
                .filter(mount -> mount.getFstype() == Fstype.DEVPTS_VALUE
                        && mount.getMountpoint().equals("/dev/pts"))
                .map(forest::widest)
                .filter(mount -> contexts.containsKey(mount.getMntId()))
                .findFirst();
        if (usual.isPresent()) {
            made.put(usual.get(), devpts);
            given.add(usual.get());
        } else {
            devpts.close();
        }
    }

    private void settle(MntEntry mount, MountYard yard) {
        String what = MountTree.describe(mount);
        Fd fd = made.get(mount);
        try (Fd context = MountCalls.reconfigure(fd)) {
            options(mount, context);
            MountCalls.command(context, Mount.FSCONFIG_CMD_RECONFIGURE, what);
        }
        yard.add(fd, what);
    }

    private Fd fresh(MntEntry mount, String what) {
        Fd context = contexts.get(mount.getMntId());
        if (!mount.getSource().isEmpty()) {
            MountCalls.option(context, "source", mount.getSource());
        }
        options(mount, context);
        MountCalls.command(context, Mount.FSCONFIG_CMD_CREATE, what);
        Fd fresh = MountCalls.mount(context, what);
        contents(mount).ifPresent(archive -> TarArchive.unpack(archive, fresh, what));
        return fresh;
    }

    private static void options(MntEntry mount, Fd context) {
        for (String option : mount.getOptions().split(",")) {
            if (!NOT_GIVEN_BACK.contains(option)) {
                String[] parts = option.split("=", 2);
                MountCalls.option(context, parts[0], parts.length > 1 ? parts[1] : null);
            }
        }
        for (String word : MountFlags.words(mount.getSbFlags())) {
            MountCalls.option(context, word, null);
        }
    }

    /** Older writers number the archive like the mount instead of the device. */
    private Optional<byte[]> contents(MntEntry mount) {
        return image.raw(ImageKind.TMPFS_DEV, Integer.toUnsignedLong(mount.getRootDev()))
                .or(() -> image.raw(ImageKind.TMPFS_IMG, Integer.toUnsignedLong(mount.getMntId())));
    }

    private void copyAll(MountTree tree) {
        for (MntEntry mount : tree.parentsFirst()) {
            String what = MountTree.describe(mount);
            MntEntry primary = sources.get(mount).primary();
            String part = Paths.rest(mount.getRoot(), primary.getRoot());
            mounts.put(
                    mount.getMntId(),
                    mount.getDeleted() && primary != mount
                            ? deleted(mount, tree, part, what)
                            : MountYard.copy(made.get(primary), part, what));
        }
    }

    /** What it covers tells of what make it was. */
    private Fd deleted(MntEntry mount, MountTree tree, String part, String what) {
        MntEntry parent = tree.parent(mount);
        String covered = Paths.rest(mount.getMountpoint(), parent.getMountpoint());
        Fd below = mounts.get(parent.getMntId());
        try (Fd like = covered.isEmpty() ? MountYard.open(below) : MountYard.inside(below, covered, what)) {
            Fd source = made.get(sources.get(mount).primary());
            DeletedPlace place = DeletedPlace.make(source, part, FileCalls.stat(like), what);
            deleted.add(place);
            return place.copy();
        }
    }

    @Override
    public void close() {
        forget();
        contexts.values().forEach(Fd::close);
        made.values().forEach(Fd::close);
        mounts.values().forEach(Fd::close);
        outer.close();
    }
}
