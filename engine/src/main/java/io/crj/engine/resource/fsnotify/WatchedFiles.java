package io.crj.engine.resource.fsnotify;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FhEntry;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.SharedState;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the watches of a dumped tree are on, by name: fdinfo tells only inodes and handles. */
final class WatchedFiles {

    private static final int ANY_SIZE = -1;

    private final FdProbe probe;
    private final TreeOptions options;
    private final SharedState state;
    private final Set<Integer> tree;

    /** @param tree processes that may have open what no name leads to, or see what this one does not */
    WatchedFiles(FdProbe probe, TreeOptions options, Set<Integer> tree, SharedState state) {
        this.probe = probe;
        this.options = options;
        this.tree = tree;
        this.state = state;
    }

    /** The process itself, or another of the tree, in a mount namespace of its own, if only that sees the file. */
    private int viewer(FileHandle handle) {
        Set<String> seen = new HashSet<>();
        // A list that waits in the queue of a socket is held by this process, which looks from elsewhere.
        Stream<Integer> holder = Stream.of(probe.pid()).filter(tree::contains);
        return Stream.concat(holder, tree.stream())
                .filter(pid -> seen.add(mounts(pid)) && sees(pid, handle))
                .findFirst()
                .orElse(probe.pid());
    }

    private static String mounts(int pid) {
        return ProcFile.link("/proc/" + pid + "/ns/mnt");
    }

    private boolean sees(int pid, FileHandle handle) {
        Optional<Fd> file = Mounts.of(pid, state).open(handle);
        file.ifPresent(Fd::close);
        return file.isPresent();
    }

    /** Refuses what cannot be found again; what has to be on the host it goes to. */
    Optional<FileNeed> need(FileHandle handle) {
        int viewer = viewer(handle);
        Optional<String> path = path(handle, viewer);
        if (path.isPresent()) {
            int mode = PathCalls.statOfName(fromHere(viewer, path.get())).mode();
            boolean isInside = !mounts(viewer).equals(mounts(probe.pid()));
            return isInside ? Optional.empty() : Optional.of(new FileNeed(path.get(), ANY_SIZE, mode));
        }
        try (Fd file = Mounts.of(viewer, state).open(handle).orElseThrow(() -> refusal(handle))) {
            FileStat stat = FileCalls.stat(file);
            boolean isGhost = isDeleted(file) && tree.stream().anyMatch(pid -> has(pid, stat));
            if (options.forceIrmap() && !isGhost) {
                throw refusal(handle);
            }
            return Optional.empty();
        }
    }

    private UnsupportedResourceException refusal(FileHandle handle) {
        return UnsupportedResourceException.fd(
                probe.pid(),
                probe.fd(),
                probe.link(),
                "it watches " + handle.describe() + ", to which no name could be found;"
                        + " --irmap-scan-path DIRECTORY has crj look for it there");
    }

    /** As images have it. */
    FhEntry entry(FileHandle handle, DumpContext context) {
        FhEntry.Builder entry = handle.entry();
        int viewer = viewer(handle);
        path(handle, viewer).ifPresent(path -> {
            entry.setPath(path);
            context.mountId(fromHere(viewer, path)).ifPresent(entry::setMntId);
        });
        return entry.build();
    }

    /** A path of the viewer; empty for what only its handle leads to, or nothing. */
    private Optional<String> path(FileHandle handle, int viewer) {
        Optional<Fd> opened = Mounts.of(viewer, state).open(handle);
        if (opened.isPresent()) {
            try (Fd file = opened.get()) {
                Optional<String> path = name(file, viewer);
                if (path.isPresent() || isDeleted(file)) {
                    return path;
                }
            }
        }
        return LikelyPlaces.of(viewer, options.irmapScanPaths(), state).find(handle.device(), handle.inode());
    }

    /** The kernel tells it as seen from the root of the mounts' namespace, which need not be the process's own. */
    private static Optional<String> name(Fd file, int viewer) {
        FileStat stat = FileCalls.stat(file);
        String link = link(file);
        String root = ProcFile.link("/proc/" + viewer + "/root");
        Stream<String> names =
                link.startsWith(root + "/") ? Stream.of(link, link.substring(root.length())) : Stream.of(link);
        return names.filter(name -> leadsTo(viewer, name, stat)).findFirst();
    }

    private static boolean leadsTo(int viewer, String name, FileStat stat) {
        try {
            return name.startsWith("/")
                    && PathCalls.statOfName(fromHere(viewer, name)).isSame(stat);
        } catch (SyscallException e) {
            return false;
        }
    }

    private static String link(Fd file) {
        return ProcFile.link("/proc/self/fd/" + file.number());
    }

    private static boolean isDeleted(Fd file) {
        FileStat stat = FileCalls.stat(file);
        return stat.links() == 0 || stat.isDirectory() && link(file).endsWith(" (deleted)");
    }

    private static boolean has(int pid, FileStat wanted) {
        List<String> links = Stream.concat(
                        ProcFile.numbers("/proc/" + pid + "/fd").stream().map(fd -> "fd/" + fd),
                        Stream.of("cwd", "exe", "root"))
                .toList();
        for (String link : links) {
            try {
                if (FileCalls.stat("/proc/" + pid + "/" + link).isSame(wanted)) {
                    return true;
                }
            } catch (SyscallException e) {
                // Closed while we looked.
            }
        }
        return false;
    }

    private static String fromHere(int viewer, String path) {
        return "/proc/" + viewer + "/root" + path;
    }

    /** The kernel's number of a file system, as images have it. */
    static int device(FileStat stat) {
        return (int) Stat.kernelDevice(stat.device());
    }
}
