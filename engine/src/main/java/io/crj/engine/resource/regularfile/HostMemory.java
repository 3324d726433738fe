package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.Descent;
import io.crj.engine.linux.proc.MountRoot;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Files in the memory of the host that have names, as shm_open(3) makes them: no other host has them. */
public final class HostMemory {

    private static final String FOLDER = "/dev/shm/";

    private HostMemory() {}

    /** Whether a path may be that of one. */
    public static boolean isPlace(String path) {
        return path.startsWith(FOLDER) && Path.of(path).normalize().toString().equals(path);
    }

    /** Whether the file moves along, under its name. */
    static boolean moves(NamedFile file, TreeOptions options) {
        return options.migration()
                && file.stat().isRegular()
                && isPlace(file.link())
                && !file.isPathOnly()
                && MountRoot.of(file.pid()).isEmpty()
                && FileCalls.fileSystemType(file.procPath()) == Stat.TMPFS_MAGIC;
    }

    /**
     * Refuses a tree that is about to leave and shares such a file with somebody who stays.
     *
     * @throws UnsupportedResourceException naming both, and the file
     */
    public static void check(Set<Integer> tree, TreeOptions options) {
        Map<Place, Integer> used = new HashMap<>();
        if (options.migration()) {
            tree.stream().filter(pid -> MountRoot.of(pid).isEmpty()).forEach(pid -> places(pid)
                    .forEach(place -> used.putIfAbsent(place, pid)));
        }
        if (used.isEmpty()) {
            return;
        }
        for (int pid : ProcFile.numbers("/proc")) {
            if (pid != ProcessHandle.current().pid() && Descent.isStranger(pid, tree)) {
                for (Place place : places(pid)) {
                    if (used.containsKey(place)) {
                        throw new UnsupportedResourceException(
                                used.get(place),
                                place.path,
                                "process " + pid
                                        + " outside the tree uses this memory too, and it cannot be shared between"
                                        + " hosts; move both in one tree, or end that process");
                    }
                }
            }
        }
    }

    /** Whether any process has such a file open or mapped; this one only has what it took from a tree to dump it. */
    static boolean isUsed(String path, FileStat file) {
        Place place = Place.of(path, file);
        return ProcFile.numbers("/proc").stream()
                .anyMatch(pid ->
                        pid != ProcessHandle.current().pid() && places(pid).contains(place));
    }

    /**
     * Files of other mount namespaces may have the same name.
     *
     * @param identity device and inode, as {@code /proc/PID/maps} shows them
     */
    private record Place(String path, String identity) {

        static Place of(String path, FileStat file) {
            long device = file.device();
            return new Place(path, String.format("%02x:%02x %d", Stat.major(device), Stat.minor(device), file.inode()));
        }

        /** Address, rights, offset, device, inode, path. */
        static Place ofMapping(String line) {
            String[] words = line.split(" +", 6);
            return new Place(words[5], words[3] + " " + words[4]);
        }
    }

    /** Those that a process has open or mapped; none of one that has ended. */
    private static Set<Place> places(int pid) {
        Set<Place> places = new HashSet<>();
        try {
            places.addAll(ProcFile.text("/proc/" + pid + "/maps")
                    .lines()
                    .filter(line -> line.contains(" " + FOLDER))
                    .map(Place::ofMapping)
                    .collect(Collectors.toSet()));
            for (int fd : ProcFile.numbers("/proc/" + pid + "/fd")) {
                String descriptor = "/proc/" + pid + "/fd/" + fd;
                String link = ProcFile.link(descriptor);
                if (isPlace(link)) {
                    places.add(Place.of(link, FileCalls.stat(descriptor)));
                }
            }
        } catch (EngineException e) {
            // It ended, or closed something, while we looked.
        }
        return places;
    }
}
