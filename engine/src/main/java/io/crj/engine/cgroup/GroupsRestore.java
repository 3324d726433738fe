package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.CgControllerEntry;
import io.crj.engine.image.proto.CgMemberEntry;
import io.crj.engine.image.proto.CgSetEntry;
import io.crj.engine.image.proto.CgroupDirEntry;
import io.crj.engine.image.proto.CgroupEntry;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.trace.RemoteTask;
import io.crj.engine.trace.Tracee;
import io.crj.engine.tree.Vessel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Makes the control groups of an image, and moves the tasks of a tree there. */
public final class GroupsRestore implements AutoCloseable {

    private static final String TOP = "/";

    private final ImageSet image;
    private final GroupOptions options;
    private final Hierarchies hierarchies;
    private final Map<Integer, Map<String, CgMemberEntry>> sets = new HashMap<>();
    private final CgroupEntry entry;
    private final GroupRoots roots;
    private final GroupMaker maker;
    private final int outside;

    /** @param journal takes a note of each group before it is made */
    public GroupsRestore(ImageSet image, GroupOptions options, Journal journal) {
        this.image = image;
        this.options = options;
        this.hierarchies = new Hierarchies(options.yard());
        this.outside = image.one(InventoryEntry.class, ImageKind.INVENTORY, 0).getRootCgSet();
        this.entry = options.mode() != GroupMode.IGNORE && image.has(ImageKind.CGROUP, 0)
                ? image.messages(CgroupEntry.class, ImageKind.CGROUP, 0).stream()
                        .findFirst()
                        .orElse(CgroupEntry.getDefaultInstance())
                : CgroupEntry.getDefaultInstance();
        for (CgSetEntry set : entry.getSetsList()) {
            Map<String, CgMemberEntry> members = new LinkedHashMap<>();
            set.getCtlsList().forEach(member -> members.put(GroupPath.sorted(member.getName()), checked(member)));
            sets.put(set.getId(), members);
        }
        this.roots = new GroupRoots(options, sets.getOrDefault(rootSet(), Map.of()));
        this.maker = new GroupMaker(options.mode(), journal);
    }

    private static CgMemberEntry checked(CgMemberEntry member) {
        GroupMaker.checkPath(member.getPath());
        return member;
    }

    private int rootSet() {
        return image.messages(PstreeEntry.class, ImageKind.PSTREE, 0).stream()
                .findFirst()
                .map(root -> setOf(root.getPid()))
                .orElse(outside);
    }

    private int setOf(int tid) {
        if (!image.has(ImageKind.CORE, tid)) {
            return outside;
        }
        CoreEntry core = image.one(CoreEntry.class, ImageKind.CORE, tid);
        return core.getThreadCore().hasCgSet()
                ? core.getThreadCore().getCgSet()
                : core.getTc().getCgSet();
    }

    /** Makes what is missing, as far as the mode lets it; before anybody moves. */
    public void prepare() {
        for (CgControllerEntry controller : entry.getControllersList()) {
            String name = GroupPath.sorted(String.join(",", controller.getCnamesList()));
            for (CgroupDirEntry directory : controller.getDirsList()) {
                String group = roots.path(name, TOP + directory.getDirName());
                if (!group.equals(TOP)) {
                    Hierarchy hierarchy = hierarchies.of(name);
                    maker.make(hierarchy, required(hierarchy, name, group), directory);
                }
            }
        }
    }

    private Path required(Hierarchy hierarchy, String name, String group) {
        Path directory = hierarchy == null ? null : hierarchy.directory(group);
        if (directory == null) {
            throw new EngineException("control group " + group + " of the tree: hierarchy '"
                    + (name.isEmpty() ? "cgroup2" : name) + "' is not mounted here; mount it, or leave the tree in the"
                    + " groups of whoever restores it with --manage-cgroups=ignore");
        }
        return directory;
    }

    /**
     * Gives the root of the tree its control group namespace, whose root is where the process is at that moment.
     *
     * @param back takes the process to the group it is held in
     */
    public void enterNamespace(RemoteTask root, IntConsumer back) {
        Map<Path, Boolean> tops = new LinkedHashMap<>();
        sets.getOrDefault(rootSet(), Map.of()).forEach((name, member) -> {
            int length = member.getCgnsPrefix();
            if (length > 1 && length <= member.getPath().length()) {
                String group = roots.path(name, member.getPath().substring(0, length));
                tops.put(required(hierarchies.of(name), name, group), name.isEmpty());
            }
        });
        if (tops.isEmpty()) {
            return;
        }
        tops.keySet().forEach(top -> GroupMoves.process(top, root.pid()));
        SyscallException.check(
                root.call(SyscallNumber.UNSHARE, NamespaceKind.CGROUP.cloneFlag()),
                "unshare",
                "a control group namespace in pid " + root.pid());
        if (tops.containsValue(true)) {
            back.accept(root.pid());
        }
    }

    /**
     * Moves all tasks.
     *
     * @param pids of the image that are alive
     * @param held whether they are in a group of ours, which they leave later
     * @return where they belong in the hierarchy of version 2, if they are held
     */
    public GroupHomes move(List<Integer> pids, IntFunction<Vessel> vessels, boolean held) {
        GroupHomes homes = new GroupHomes(new LinkedHashMap<>(), new LinkedHashMap<>());
        for (int pid : pids) {
            int set = setOf(pid);
            Vessel vessel = vessels.apply(pid);
            places(set).forEach((hierarchy, group) -> {
                if (hierarchy.isUnified()) {
                    homes.processes().put(vessel.process().pid(), GroupMoves.domain(group));
                } else {
                    GroupMoves.process(group, vessel.process().pid());
                }
            });
            for (Tracee thread : vessel.threads()) {
                boolean apart = setOf(thread.ownTid()) != set;
                places(setOf(thread.ownTid())).forEach((hierarchy, group) -> {
                    if (hierarchy.isUnified()
                            && (apart || !GroupMoves.domain(group).equals(group))) {
                        homes.threads().put(thread.tid(), group);
                    } else if (!hierarchy.isUnified() && apart) {
                        GroupMoves.oldThread(group, thread.tid());
                    }
                });
            }
        }
        if (held) {
            return homes;
        }
        homes.processes().forEach((pid, group) -> GroupMoves.process(group, pid));
        homes.threads().forEach((tid, group) -> GroupMoves.thread(group, tid));
        return GroupHomes.NONE;
    }

    /** The groups of a set other than those a vessel is in anyway. */
    private Map<Hierarchy, Path> places(int set) {
        Map<Hierarchy, Path> places = new LinkedHashMap<>();
        if (set == outside || set == 0) {
            return places;
        }
        Map<String, String> here = GroupPath.of("/proc/self");
        Map<String, CgMemberEntry> members = sets.get(set);
        if (members == null) {
            if (options.mode() == GroupMode.IGNORE) {
                return places;
            }
            throw new EngineException(ImageKind.CGROUP.fileName(0) + " has no set " + set + " of control groups");
        }
        members.forEach((name, member) -> {
            String group = roots.path(name, member.getPath());
            if (!group.equals(here.getOrDefault(name, TOP))) {
                Path directory = required(hierarchies.of(name), name, group);
                places.put(hierarchies.of(name), directory);
            }
        });
        return places;
    }

    /** What stops the tree: last of all. */
    public void finish() {
        maker.finish();
    }

    @Override
    public void close() {
        hierarchies.close();
    }
}
