package io.crj.engine.hook;

import java.util.Locale;

/**
 * A moment at which scripts run; names and moments are CRIU's (criu(8), {@code --action-script}), in the order in which they come.
 *
 * <p>Two differ: CRIU runs {@link #NETWORK_LOCK} and {@link #NETWORK_UNLOCK} only for trees with a network namespace of
 * their own, crj for every tree.
 */
public enum Action {

    /** Before the image stream to another host begins; never for images in a directory. */
    PRE_STREAM(true),
    /** Before the final dump, while the tree still runs; not before rounds. */
    PRE_DUMP(true),
    /** The tree is frozen, its connections are about to be locked. */
    NETWORK_LOCK(true),
    /** The tree is about to get its network back: before it runs on after a dump, or for the first time after a restore. */
    NETWORK_UNLOCK(false),
    /** Asks for descriptors of files that stay outside: a script cannot answer, only a program that embeds crj. */
    QUERY_EXT_FILES(true),
    /** The image is complete, the tree still frozen: the last moment to have it run on. */
    POST_DUMP(true),
    /** Before anything of the tree is made. */
    PRE_RESTORE(true),
    /** The root exists, its namespaces are empty; only for a tree with namespaces of its own. */
    SETUP_NAMESPACES(true),
    /** The namespaces hold what they held; only for a tree with namespaces of its own. */
    POST_SETUP_NAMESPACES(true),
    /** The tree is complete and held, its network locked: the last moment to give it up. */
    POST_RESTORE(true),
    /** The network is open; next the tree runs. */
    PRE_RESUME(false),
    /** The tree runs. */
    POST_RESUME(false),
    /** Offers the master of a terminal whose slave alone is in the tree: to a program that embeds crj, not to scripts. */
    ORPHAN_PTS_MASTER(true),
    /** A page server or a lazy restore is ready to be talked to. */
    STATUS_READY(true);

    private final boolean decisive;

    Action(boolean decisive) {
        this.decisive = decisive;
    }

    /** As scripts see it, such as {@code post-dump}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a failure ends the dump or restore; else it is too late for that, and it is only logged. */
    public boolean isDecisive() {
        return decisive;
    }
}
