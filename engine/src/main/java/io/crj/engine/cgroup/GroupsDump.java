package io.crj.engine.cgroup;

import io.crj.engine.hold.HeldGroup;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.InventoryFile;
import io.crj.engine.image.proto.CgControllerEntry;
import io.crj.engine.image.proto.CgMemberEntry;
import io.crj.engine.image.proto.CgSetEntry;
import io.crj.engine.image.proto.CgroupDirEntry;
import io.crj.engine.image.proto.CgroupEntry;
import io.crj.engine.image.proto.CgroupPerms;
import io.crj.engine.image.proto.CgroupPropEntry;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.namespace.NamespaceThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which control groups the tasks of a tree are in, and how those are set up: {@code cgroup.img}. */
public final class GroupsDump {

    private static final String TOP = "/";
    private static final int MAX_DEPTH = 32;

    private final GroupOptions options;
    private final Map<Membership, Integer> sets = new LinkedHashMap<>();

    /** @param prefixes by hierarchy, the root of the task's control group namespace; empty in that of the dumper */
    private record Membership(Map<String, String> groups, Map<String, String> prefixes) {}

    public GroupsDump(GroupOptions options) {
        this.options = options;
        sets.put(new Membership(GroupPath.of("/proc/self"), Map.of()), InventoryFile.CGROUP_SET);
    }

    /** Number of the set of groups that a thread is in. */
    public int set(int pid, int tid) {
        if (options.mode() == GroupMode.IGNORE) {
            return InventoryFile.CGROUP_SET;
        }
        Map<String, String> groups = GroupPath.of("/proc/" + pid + "/task/" + tid);
        return sets.computeIfAbsent(new Membership(groups, prefixes(pid, groups)), own -> sets.size() + 1);
    }

    /** Inside of a namespace the same groups have shorter names. */
    private static Map<String, String> prefixes(int pid, Map<String, String> groups) {
        if (ProcFile.link("/proc/" + pid + "/ns/cgroup").equals(ProcFile.link("/proc/self/ns/cgroup"))) {
            return Map.of();
        }
        Map<String, String> inside =
                NamespaceThread.call(pid, NamespaceKind.CGROUP, () -> GroupPath.of("/proc/" + pid));
        Map<String, String> prefixes = new TreeMap<>();
        groups.forEach((name, group) -> {
            String own = inside.getOrDefault(name, TOP);
            String inner = own.equals(TOP) ? "" : own;
            boolean below = !group.equals(TOP) && !own.contains("..") && group.endsWith(inner);
            prefixes.put(name, below ? group.substring(0, group.length() - inner.length()) : "");
        });
        return prefixes;
    }

    /** Writes the image; nothing when the whole tree is where the dumper is, for a reader then leaves everything as it is. */
    public void write(ImageBuilder image) {
        if (sets.size() == 1) {
            return;
        }
        CgroupEntry.Builder entry = CgroupEntry.newBuilder();
        sets.forEach((membership, id) -> {
            if (id != InventoryFile.CGROUP_SET) {
                entry.addSets(set(membership, id));
            }
        });
        GroupProperties properties = GroupSpecification.of(options.properties());
        try (Hierarchies hierarchies = new Hierarchies(options.yard())) {
            for (Hierarchy hierarchy : hierarchies.all()) {
                controller(hierarchy, properties).ifPresent(entry::addControllers);
            }
        }
        image.add(ImageKind.CGROUP, 0, entry.build());
    }

    private static CgSetEntry set(Membership membership, int id) {
        CgSetEntry.Builder set = CgSetEntry.newBuilder().setId(id);
        membership.groups.forEach((name, group) -> {
            CgMemberEntry.Builder member =
                    CgMemberEntry.newBuilder().setName(name).setPath(group);
            Optional.ofNullable(membership.prefixes.get(name))
                    .filter(prefix -> !prefix.isEmpty())
                    .ifPresent(prefix -> member.setCgnsPrefix(prefix.length()));
            set.addCtls(member);
        });
        return set.build();
    }

    private Optional<CgControllerEntry> controller(Hierarchy hierarchy, GroupProperties properties) {
        TreeSet<String> tops = new TreeSet<>();
        for (Membership membership : sets.keySet()) {
            String group = membership.groups.getOrDefault(hierarchy.name(), TOP);
            String top = prefix(membership, hierarchy.name()).orElse(group);
            if (hierarchy.has(top) && sets.get(membership) != InventoryFile.CGROUP_SET) {
                tops.add(top);
            }
        }
        tops.removeIf(group ->
                tops.stream().anyMatch(top -> !top.equals(group) && !top.equals(TOP) && group.startsWith(top + TOP)));
        List<String> names =
                options.mode() == GroupMode.NONE ? List.of() : properties.of(hierarchy, options.onlyControllers());
        CgControllerEntry.Builder entry = CgControllerEntry.newBuilder()
                .addAllCnames(hierarchy.controllers())
                .setIsThreaded(!hierarchy.isUnified() || isThreaded(hierarchy));
        for (String top : tops) {
            Path place = hierarchy.directory(top);
            // The topmost groups are the host's own; readers only want to know that somebody is there.
            entry.addDirs(
                    top.equals(TOP)
                            ? CgroupDirEntry.newBuilder()
                                    .setDirName("")
                                    .setDirPerms(permissions(place))
                                    .build()
                            : directory(place, top.substring(1), names, 0));
        }
        return tops.isEmpty() ? Optional.empty() : Optional.of(entry.build());
    }

    /** Whether single threads may be in its groups. */
    private boolean isThreaded(Hierarchy hierarchy) {
        return sets.keySet().stream()
                .map(membership -> hierarchy.directory(membership.groups.getOrDefault(hierarchy.name(), TOP)))
                .anyMatch(group -> group != null && !GroupMoves.domain(group).equals(group));
    }

    private static Optional<String> prefix(Membership membership, String name) {
        return Optional.ofNullable(membership.prefixes.get(name)).filter(prefix -> prefix.length() > 1);
    }

    private static CgroupDirEntry directory(Path directory, String name, List<String> properties, int depth) {
        CgroupDirEntry.Builder entry =
                CgroupDirEntry.newBuilder().setDirName(name).setDirPerms(permissions(directory));
        for (String property : properties) {
            property(directory.resolve(property)).ifPresent(entry::addProperties);
        }
        for (Path child : depth < MAX_DEPTH ? children(directory) : List.<Path>of()) {
            entry.addChildren(directory(child, child.getFileName().toString(), properties, depth + 1));
        }
        return entry.build();
    }

    private static List<Path> children(Path directory) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, Files::isDirectory)) {
            all.forEach(child -> {
                if (!HeldGroup.isOurs(child.getFileName().toString())) {
                    children.add(child);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("control group " + directory, e);
        }
        return children;
    }

    /** Empty when there is no such file, or it cannot be read. */
    private static Optional<CgroupPropEntry> property(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String name = file.getFileName().toString();
        try {
            boolean members = GroupProperty.listsMembers(name);
            String value = members ? "" : Files.readString(file, StandardCharsets.ISO_8859_1);
            return Optional.of(CgroupPropEntry.newBuilder()
                    .setName(name)
                    .setValue(GroupProperty.stored(name, value))
                    .setPerms(permissions(file))
                    .build());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static CgroupPerms permissions(Path path) {
        FileStat stat = FileCalls.stat(path.toString());
        return CgroupPerms.newBuilder()
                .setMode(stat.mode())
                .setUid(stat.uid())
                .setGid(stat.gid())
                .build();
    }
}
