package io.crj.engine.namespace;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which namespaces are a tree's own, and whether it may move with them; namespaces(7). */
public final class NamespaceCheck {

    private static final Set<NamespaceKind> CARRIED = EnumSet.complementOf(EnumSet.of(NamespaceKind.USER));

    /** Kinds of which a part of a tree may have its own. */
    private static final Set<NamespaceKind> NESTED =
            EnumSet.of(NamespaceKind.MNT, NamespaceKind.UTS, NamespaceKind.NET);

    private NamespaceCheck() {}

    /** Kinds of which {@code pid} has another namespace than the calling process. */
    public static Set<NamespaceKind> own(int pid) {
        Set<NamespaceKind> own = EnumSet.noneOf(NamespaceKind.class);
        for (NamespaceKind kind : NamespaceKind.values()) {
            if (!link(pid, kind.link()).equals(link("self", kind.link()))) {
                own.add(kind);
            }
        }
        return own;
    }

    /**
     * The tree's own namespaces, all of which can be carried as far as their kinds go.
     *
     * @param root root of the tree
     * @param pids all its processes
     * @throws UnsupportedResourceException naming the process and the namespace that stand in the way
     */
    public static Set<NamespaceKind> check(int root, Collection<Integer> pids, TreeOptions options) {
        Set<NamespaceKind> own = own(root);
        checkChosen(root, own, options.namespaces());
        for (NamespaceKind kind : own) {
            if (!CARRIED.contains(kind)) {
                throw refusal(root, kind, "not supported yet: start the tree without one, or run crj inside of it");
            }
        }
        for (int pid : pids) {
            checkMember(pid, root);
        }
        return own;
    }

    private static void checkChosen(int root, Set<NamespaceKind> own, Set<NamespaceKind> chosen) {
        for (NamespaceKind kind : chosen) {
            if (!own.contains(kind)) {
                throw refusal(
                        root,
                        kind,
                        "--namespaces wants it to be the tree's own, but it is shared with crj: start the tree with"
                                + " unshare --" + (kind == NamespaceKind.MNT ? "mount" : kind.link())
                                + ", or leave it out");
            }
        }
        Set<NamespaceKind> more = EnumSet.noneOf(NamespaceKind.class);
        more.addAll(own);
        more.removeAll(chosen);
        if (!chosen.isEmpty() && !more.isEmpty()) {
            String names = more.stream().map(NamespaceKind::link).collect(Collectors.joining(","));
            throw new UnsupportedResourceException(
                    root,
                    "namespaces " + names,
                    "they are its own and --namespaces leaves them out: name them as well");
        }
    }

    private static void checkMember(int pid, int root) {
        for (NamespaceKind kind : NamespaceKind.values()) {
            String link = link(pid, kind.link());
            // What has ended is in none.
            boolean other = !link.isEmpty() && !link.equals(link(root, kind.link()));
            if (other && NESTED.contains(kind) && !link.equals(link("self", kind.link()))) {
                continue;
            }
            if (other) {
                throw refusal(
                        pid,
                        kind,
                        "it is another one than that of pid " + root + ", the root of the tree: only mount, UTS"
                                + " and network namespaces may be several, start that process in the root's");
            }
        }
        for (NamespaceKind kind : EnumSet.of(NamespaceKind.PID, NamespaceKind.TIME)) {
            String children = link(pid, kind.link() + "_for_children");
            if (!children.isEmpty() && !children.equals(link(pid, kind.link()))) {
                throw refusal(
                        pid,
                        kind,
                        "its children's is another one: dump the tree inside (the child of unshare --fork) instead");
            }
        }
    }

    private static UnsupportedResourceException refusal(int pid, NamespaceKind kind, String why) {
        return new UnsupportedResourceException(pid, kind.link() + " namespace", why);
    }

    /** What tells namespaces of a kind apart; empty for a process that is in none any more. */
    public static String link(Object pid, String name) {
        return read(Path.of("/proc", pid.toString(), "ns", name)).orElse("");
    }

    private static Optional<String> read(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
