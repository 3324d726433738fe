package io.crj.engine.namespace.mnt;

import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.MntEntry;
import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Builds the mounts of an image in a fresh mount namespace that still shows the host.
 *
 * <pre>
 *   sources   host directories copied, file systems made anew and filled; each gets a place in the yard
 *   mounts    copies of the sources, attached parents first, never following a link
 *   finish    read-only and the like, peer groups, pivot_root: the host and the yard are gone
 * </pre>
 */
final class MountRestore implements AutoCloseable {

    private static final Set<String> NOT_GIVEN_BACK = Set.of("", "seclabel");

    private final ImageSet image;
    private final MountTree tree;
    private final Map<MntEntry, MountSource> sources = new LinkedHashMap<>();
    private final Map<Integer, Fd> contexts = new HashMap<>();
    private final Map<MntEntry, Fd> made = new HashMap<>();
    private final Map<Integer, Fd> mounts = new HashMap<>();

    /** @param contexts makes the context of a file system, by type, in the namespaces of the tree to be */
    MountRestore(ImageSet image, int nsId, RestoreOptions options, Function<String, Fd> contexts) {
        this.image = image;
        this.tree = MountTree.of(image, nsId);
        try {
            for (MntEntry mount : tree.parentsFirst()) {
                MountSource source = MountSource.of(mount, tree, options);
                sources.put(mount, source);
                if (source.path().isEmpty()) {
                    String type = FileSystems.name(source.primary()).orElseThrow();
                    this.contexts.computeIfAbsent(source.primary().getMntId(), id -> contexts.apply(type));
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** On a thread in the namespace. */
    void run() {
        MountCalls.propagation("/", Mount.MS_REC | Mount.MS_PRIVATE);
        try (MountYard yard = new MountYard()) {
            for (MountSource source : sources.values()) {
                make(source, yard);
            }
            attachAll(yard);
        }
        for (MntEntry mount : tree.all()) {
            MountCalls.attributes(
                    mounts.get(mount.getMntId()),
                    MountFlags.attributes(mount.getFlags()),
                    MountFlags.ALL_ATTRIBUTES,
                    0,
                    MountTree.describe(mount));
        }
        made.forEach((mount, fd) -> {
            if (contexts.containsKey(mount.getMntId()) && (mount.getSbFlags() & Mount.MS_RDONLY) != 0) {
                try (Fd context = MountCalls.reconfigure(fd)) {
                    MountCalls.option(context, "ro", null);
                    MountCalls.command(context, Mount.FSCONFIG_CMD_RECONFIGURE, MountTree.describe(mount));
                }
            }
        });
        new Propagation(tree, mounts).restore();
        // The yard lies on the old root.
        MountCalls.pivot(mounts.get(tree.root().getMntId()), 2);
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

    private Fd fresh(MntEntry mount, String what) {
        Fd context = contexts.get(mount.getMntId());
        if (!mount.getSource().isEmpty()) {
            MountCalls.option(context, "source", mount.getSource());
        }
        for (String option : mount.getOptions().split(",")) {
            if (!NOT_GIVEN_BACK.contains(option)) {
                String[] parts = option.split("=", 2);
                MountCalls.option(context, parts[0], parts.length > 1 ? parts[1] : null);
            }
        }
        for (String word : MountFlags.words(mount.getSbFlags())) {
            MountCalls.option(context, word, null);
        }
        MountCalls.command(context, Mount.FSCONFIG_CMD_CREATE, what);
        Fd fresh = MountCalls.mount(context, what);
        contents(mount).ifPresent(archive -> TarArchive.unpack(archive, fresh, what));
        return fresh;
    }

    /** Older writers number the archive like the mount instead of the device. */
    private Optional<byte[]> contents(MntEntry mount) {
        return image.raw(ImageKind.TMPFS_DEV, Integer.toUnsignedLong(mount.getRootDev()))
                .or(() -> image.raw(ImageKind.TMPFS_IMG, Integer.toUnsignedLong(mount.getMntId())));
    }

    private void attachAll(MountYard yard) {
        Map<Integer, MntEntry> byId = new HashMap<>();
        List<MntEntry> order = tree.parentsFirst();
        for (MntEntry mount : order) {
            byId.put(mount.getMntId(), mount);
            String what = MountTree.describe(mount);
            MntEntry primary = sources.get(mount).primary();
            Fd copy = MountYard.copy(made.get(primary), Paths.rest(mount.getRoot(), primary.getRoot()), what);
            mounts.put(mount.getMntId(), copy);
            if (mount == tree.root()) {
                yard.add(copy, what);
            } else {
                MntEntry parent = byId.get(mount.getParentMntId());
                String part = Paths.rest(mount.getMountpoint(), parent.getMountpoint());
                MountYard.attach(copy, mounts.get(parent.getMntId()), part, what);
            }
        }
    }

    @Override
    public void close() {
        contexts.values().forEach(Fd::close);
        made.values().forEach(Fd::close);
        mounts.values().forEach(Fd::close);
    }
}
