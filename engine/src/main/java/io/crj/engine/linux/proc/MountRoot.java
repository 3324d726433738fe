package io.crj.engine.linux.proc;

import io.crj.engine.error.UnsupportedResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the paths begin that links of {@code /proc/PID} tell: at the root of the process's mount namespace, also when its
 * own root directory is another one (chroot(2)); proc_pid_root(5).
 */
public final class MountRoot {

    private static final String TOP = "/";

    private MountRoot() {}

    /**
     * What has to be put before such a path so that this process can use it.
     *
     * @throws UnsupportedResourceException when nobody lives at the root of that namespace through whom it could be seen
     */
    public static String of(int pid) {
        String namespace = link(pid, "ns/mnt");
        // A process that has ended sees nothing any more, which whoever wants to look through it finds out.
        if (namespace.isEmpty() || namespace.equals(link("self", "ns/mnt"))) {
            return "";
        }
        int viewer = pid;
        while (viewer > 0 && !link(viewer, "root").equals(TOP)) {
            viewer = TaskStat.ofLiving(viewer).map(TaskStat::parent).orElse(0);
            if (viewer > 0 && !link(viewer, "ns/mnt").equals(namespace)) {
                viewer = 0;
            }
        }
        if (viewer == 0) {
            throw new UnsupportedResourceException(
                    pid,
                    "root directory " + link(pid, "root"),
                    "it is not the root of its mount namespace, and no ancestor's is: dump the tree from a process at"
                            + " that root, or give it its root by pivot_root");
        }
        return "/proc/" + viewer + "/root";
    }

    /**
     * A process and those ancestors that are in other mount namespaces than it, one for each, nearest first; as far as this
     * process is not in theirs.
     */
    public static List<Integer> views(int pid) {
        List<Integer> views = new ArrayList<>();
        Set<String> seen = new HashSet<>(Set.of(link("self", "ns/mnt"), ""));
        String last = "";
        for (int viewer = pid; viewer > 0; ) {
            String namespace = link(viewer, "ns/mnt");
            if (!namespace.equals(last) && !seen.add(namespace)) {
                break;
            }
            if (!namespace.equals(last)) {
                views.add(viewer);
            }
            last = namespace;
            viewer = TaskStat.ofLiving(viewer).map(TaskStat::parent).orElse(0);
        }
        return views;
    }

    private static String link(Object pid, String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", pid.toString(), name))
                    .toString();
        } catch (IOException e) {
            return "";
        }
    }
}
