package io.crj.engine.namespace.mnt;

import io.crj.engine.External;
import io.crj.engine.RestoreOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.MntEntry;
import java.util.Optional;

/**
 * Where a mount of an image comes from.
 *
 * @param path a directory or file of the host; empty for a file system of the tree's
 * @param primary for those: the mount that shows all that any of them shows
 */
record MountSource(Optional<String> path, MntEntry primary) {

    /**
     * Decides.
     *
     * @throws EngineException naming the option that is missing
     */
    static MountSource of(MntEntry mount, MountForest forest, RestoreOptions options) {
        if (MountTree.isFromOutside(mount)) {
            return new MountSource(Optional.of(outside(mount, options)), mount);
        }
        MntEntry primary = forest.widest(mount);
        if (MountTree.isFromOutside(primary)) {
            return new MountSource(Optional.of(outside(primary, options)), primary);
        }
        if (forest.isRoot(primary)) {
            return new MountSource(root(primary, forest.isFirstRoot(primary) ? options.root() : ""), primary);
        }
        if (FileSystems.name(primary).isEmpty() || !primary.getRoot().equals("/")) {
            throw new EngineException(MountTree.describe(mount)
                    + " shows a file system that cannot be made anew: it has to be dumped with --external 'mnt["
                    + mount.getMountpoint() + "]:KEY'");
        }
        return new MountSource(Optional.empty(), primary);
    }

    private static String outside(MntEntry mount, RestoreOptions options) {
        if (mount.getExtKey().equals(PlannedMount.FOUND_ON_HOST)) {
            return named(mount.getMountpoint(), options).orElse(mount.getSource());
        }
        return named(mount.getExtKey(), options)
                .orElseThrow(() -> new EngineException(MountTree.describe(mount)
                        + " comes from outside: say where it is here with --external 'mnt[" + mount.getExtKey()
                        + "]:PATH'"));
    }

    private static Optional<String> named(String key, RestoreOptions options) {
        return options.tree().external().stream()
                .filter(one -> one.kind().equals("mnt") && one.key().equals(key))
                .map(External::value)
                .filter(value -> !value.isEmpty())
                .map(value -> value.startsWith("/") ? value : "/" + value)
                .findFirst();
    }

    /** Empty when the root file system travels with the image. */
    private static Optional<String> root(MntEntry root, String chosen) {
        if (!chosen.isEmpty()) {
            return Optional.of(chosen);
        }
        if (root.hasHostPath()) {
            return Optional.of(root.getHostPath());
        }
        if (FileSystems.name(root).isPresent()) {
            return Optional.empty();
        }
        if (root.getRoot().equals("/")) {
            return Optional.of("/");
        }
        throw new EngineException("the root of the tree was directory " + root.getRoot()
                + " of a file system: say where it is here with --root DIR");
    }
}
