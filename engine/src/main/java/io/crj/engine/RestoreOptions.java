package io.crj.engine;

import java.util.Map;

/**
 * What a restore may do.
 *
 * @param tree what the user chose about the tree's resources
 * @param foreignAddresses connections may use local addresses that this host does not have yet: they arrive before
 *     {@link Restorer#resume()}
 * @param unlocked the dump's lock on the connections need not be on this host: somebody else has held back their packets
 * @param lockId names the network lock and everything else left on the host, e.g. the migration's id
 * @param inheritFds descriptors of this process that stand in for resources, by key, such as {@code socket:[12]}
 * @param root directory that becomes the root of a restored mount namespace; empty for the image's own
 * @param terminal descriptor of this process that becomes the terminal of a shell job; {@link #NEW_TERMINAL} for a new
 *     one that is kept until the tree ends
 * @param permitted what the image may ask for
 */
public record RestoreOptions(
        TreeOptions tree,
        boolean foreignAddresses,
        boolean unlocked,
        String lockId,
        Map<String, Integer> inheritFds,
        String root,
        int terminal,
        PermittedTree permitted) {

    public static final int NEW_TERMINAL = -1;

    public RestoreOptions {
        inheritFds = Map.copyOf(inheritFds);
    }

    public static RestoreOptions of(String lockId) {
        return new RestoreOptions(
                TreeOptions.DEFAULT, false, false, lockId, Map.of(), "", NEW_TERMINAL, PermittedTree.ANY);
    }

    public RestoreOptions withTree(TreeOptions chosen) {
        return new RestoreOptions(chosen, foreignAddresses, unlocked, lockId, inheritFds, root, terminal, permitted);
    }

    public RestoreOptions withTcpEstablished(boolean restore) {
        return withTree(tree.toBuilder().tcpEstablished(restore).build());
    }

    public RestoreOptions withForeignAddresses(boolean allowed) {
        return new RestoreOptions(tree, allowed, unlocked, lockId, inheritFds, root, terminal, permitted);
    }

    public RestoreOptions withUnlocked(boolean allowed) {
        return new RestoreOptions(tree, foreignAddresses, allowed, lockId, inheritFds, root, terminal, permitted);
    }

    public RestoreOptions withInheritFds(Map<String, Integer> fds) {
        return new RestoreOptions(tree, foreignAddresses, unlocked, lockId, fds, root, terminal, permitted);
    }

    public RestoreOptions withRoot(String directory) {
        return new RestoreOptions(tree, foreignAddresses, unlocked, lockId, inheritFds, directory, terminal, permitted);
    }

    public RestoreOptions withTerminal(int fd) {
        return new RestoreOptions(tree, foreignAddresses, unlocked, lockId, inheritFds, root, fd, permitted);
    }

    /** The image is somebody else's, who asked for this tree and no other. */
    public RestoreOptions withPermitted(PermittedTree tree) {
        return new RestoreOptions(this.tree, foreignAddresses, unlocked, lockId, inheritFds, root, terminal, tree);
    }
}
