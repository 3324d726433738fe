package io.crj.engine.cgroup;

import io.crj.engine.linux.abi.Mount;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.MountCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hierarchies of this host: those that are mounted, and of the others those of version 1 that the kernel has, or that have
 * a name only, by mounts that nobody else sees and that go when this is closed; cgroups(7), fsopen(2).
 */
final class Hierarchies implements AutoCloseable {

    private static final String TOP = "/";
    private static final String NAME = "name=";

    private final Map<String, Hierarchy> known;
    private final List<Fd> mounts = new ArrayList<>();

    /** @param yard as {@link GroupOptions#yard()} */
    Hierarchies(String yard) {
        known = new LinkedHashMap<>(Hierarchy.all(yard));
    }

    /** Null when there is none of that name, and none can be. */
    Hierarchy of(String name) {
        Hierarchy found = known.get(name);
        if (found == null && canMount(name)) {
            Fd mount = mount(name);
            mounts.add(mount);
            found = new Hierarchy(name, place(mount), TOP, true);
            known.put(name, found);
        }
        return found;
    }

    /** All that this process is in. */
    Collection<Hierarchy> all() {
        GroupPath.of("/proc/self").keySet().forEach(this::of);
        return known.values();
    }

    private static boolean canMount(String name) {
        return !name.isEmpty()
                && (name.startsWith(NAME) && name.indexOf(',') < 0
                        || GroupPath.of("/proc/self").containsKey(name));
    }

    /** A mount of a hierarchy of version 1 that is in no mount namespace; its path is {@link #place}. */
    static Fd mount(String name) {
        String what = "hierarchy '" + name + "' of control groups";
        try (Fd context = MountCalls.newFileSystem("cgroup")) {
            if (name.startsWith(NAME)) {
                MountCalls.option(context, "none", null);
                MountCalls.option(context, "name", name.substring(NAME.length()));
            } else {
                Hierarchy.controllers(name).forEach(controller -> MountCalls.option(context, controller, null));
            }
            MountCalls.command(context, Mount.FSCONFIG_CMD_CREATE, what);
            return MountCalls.mount(context, what);
        }
    }

    static Path place(Fd mount) {
        return Path.of("/proc/self/fd/" + mount.number());
    }

    @Override
    public void close() {
        mounts.forEach(Fd::close);
        mounts.clear();
    }
}
