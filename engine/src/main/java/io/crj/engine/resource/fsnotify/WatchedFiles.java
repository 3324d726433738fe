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

    WatchedFiles(FdProbe probe, TreeOptions options, SharedState state) {
        this.probe = probe;
        this.options = options;
        this.state = state;
    }

    /**
     * Refuses what cannot be found again; what has to be on the host it goes to.
     *
     * @param tree processes that may have open what no name leads to
     */
    Optional<FileNeed> need(FileHandle handle, Set<Integer> tree) {
        Optional<String> path = path(handle);
        if (path.isPresent()) {
            int mode = PathCalls.statOfName(fromHere(path.get())).mode();
            return Optional.of(new FileNeed(path.get(), ANY_SIZE, mode));
        }
        try (Fd file = Mounts.of(probe.pid(), state).open(handle).orElseThrow(() -> refusal(handle))) {
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
        path(handle).ifPresent(path -> {
            entry.setPath(path);
            context.mountId(fromHere(path)).ifPresent(entry::setMntId);
        });
        return entry.build();
    }

    /** A path of the process; empty for what only its handle leads to, or nothing. */
    private Optional<String> path(FileHandle handle) {
        Optional<Fd> opened = Mounts.of(probe.pid(), state).open(handle);
        if (opened.isPresent()) {
            try (Fd file = opened.get()) {
                Optional<String> path = name(file);
                if (path.isPresent() || isDeleted(file)) {
                    return path;
                }
            }
        }
        return LikelyPlaces.of(probe.pid(), options.irmapScanPaths(), state).find(handle.device(), handle.inode());
    }

    /** The kernel tells it as seen from the root of the mounts' namespace, which need not be the process's own. */
    private Optional<String> name(Fd file) {
        FileStat stat = FileCalls.stat(file);
        String link = link(file);
        String root = ProcFile.link("/proc/" + probe.pid() + "/root");
        Stream<String> names =
                link.startsWith(root + "/") ? Stream.of(link, link.substring(root.length())) : Stream.of(link);
        return names.filter(name -> leadsTo(name, stat)).findFirst();
    }

    private boolean leadsTo(String name, FileStat stat) {
        try {
            return name.startsWith("/") && PathCalls.statOfName(fromHere(name)).isSame(stat);
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

    private String fromHere(String path) {
        return "/proc/" + probe.pid() + "/root" + path;
    }

    /** The kernel's number of a file system, as images have it. */
    static int device(FileStat stat) {
        return (int) Stat.kernelDevice(stat.device());
    }
}
