package io.crj.engine.cgroup;

import io.crj.engine.image.proto.CgMemberEntry;
import java.util.Map;
import java.util.Optional;

/** Other groups in place of those that the root of a tree was in; --cgroup-root. */
final class GroupRoots {

    private static final String TOP = "/";

    private final GroupOptions options;
    private final Map<String, CgMemberEntry> ofRoot;

    /** @param ofRoot groups of the root of the tree, by hierarchy */
    GroupRoots(GroupOptions options, Map<String, CgMemberEntry> ofRoot) {
        this.options = options;
        this.ofRoot = ofRoot;
    }

    /** Where a group of the image is on this host. */
    String path(String hierarchy, String group) {
        Optional<String> chosen = chosen(hierarchy);
        CgMemberEntry root = ofRoot.get(hierarchy);
        if (chosen.isEmpty() || root == null) {
            return group;
        }
        String old = root.getPath();
        if (group.equals(old) || old.equals(TOP)) {
            return joined(chosen.get(), group.equals(old) ? "" : group);
        }
        return group.startsWith(old + TOP) ? joined(chosen.get(), group.substring(old.length())) : group;
    }

    private static String joined(String root, String rest) {
        return root.equals(TOP) && !rest.isEmpty() ? rest : root + rest;
    }

    private Optional<String> chosen(String hierarchy) {
        for (String controller : Hierarchy.controllers(hierarchy)) {
            if (options.roots().containsKey(controller)) {
                return Optional.of(options.roots().get(controller));
            }
        }
        return Optional.ofNullable(
                options.roots().getOrDefault(hierarchy, options.roots().get(GroupOptions.EVERY)));
    }
}
