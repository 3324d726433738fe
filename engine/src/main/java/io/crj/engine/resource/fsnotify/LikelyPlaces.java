package io.crj.engine.resource.fsnotify;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.SharedState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Names of files that cannot be had from their handles, looked for where they are likely to be: where the process's own
 * files lie, where CRIU looks, and where the user says.
 */
final class LikelyPlaces {

    private static final List<String> USUAL = List.of(
            "/", "/etc", "/var/spool", "/var/log", "/usr/share/dbus-1", "/var/lib", "/usr/share/polkit-1", "/lib/udev");

    /** Enough for any configuration; a whole disk is not searched while a tree stands still. */
    private static final int MOST_FILES = 200_000;

    private static final int USUAL_DEPTH = 1;
    private static final int CHOSEN_DEPTH = 64;

    private final String root;
    private final Map<Identity, String> seen = new HashMap<>();
    private final Set<String> searched = new HashSet<>();
    private final int pid;
    private final List<String> chosen;
    private boolean complete;

    private record Identity(long device, long inode) {}

    private record Key(int pid) {}

    private LikelyPlaces(int pid, List<String> chosen) {
        this.pid = pid;
        this.root = "/proc/" + pid + "/root";
        this.chosen = chosen;
    }

    /** @param chosen paths of the user's choice, searched to their ends */
    static LikelyPlaces of(int pid, List<String> chosen, SharedState state) {
        return state.shared(new Key(pid), () -> new LikelyPlaces(pid, chosen));
    }

    /** A path of the process that leads to the file. */
    Optional<String> find(int device, long inode) {
        if (!complete) {
            ownFolders().forEach(folder -> search(folder, USUAL_DEPTH));
            USUAL.forEach(folder -> search(folder, USUAL_DEPTH));
            chosen.forEach(folder -> search(folder, CHOSEN_DEPTH));
            complete = true;
        }
        return Optional.ofNullable(seen.get(new Identity(device, inode)));
    }

    /** Where its files lie that are open, and where it works. */
    private Set<String> ownFolders() {
        Set<String> folders = new LinkedHashSet<>();
        List<String> links = new ArrayList<>(List.of("/proc/" + pid + "/cwd", "/proc/" + pid + "/exe"));
        ProcFile.numbers("/proc/" + pid + "/fd").forEach(fd -> links.add("/proc/" + pid + "/fd/" + fd));
        for (String link : links) {
            try {
                Path path = Path.of(ProcFile.link(link));
                if (path.isAbsolute()) {
                    folders.add(path.toString());
                    folders.add(
                            path.getParent() == null ? "/" : path.getParent().toString());
                }
            } catch (EngineException e) {
                // Closed while we looked.
            }
        }
        return folders;
    }

    private void search(String path, int depth) {
        note(path);
        if (depth == 0 || seen.size() > MOST_FILES || !searched.add(path)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(root + path))) {
            for (Path entry : entries) {
                String name = (path.equals("/") ? "" : path) + "/" + entry.getFileName();
                if (depth > 1 && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    search(name, depth - 1);
                } else {
                    note(name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No directory, or none that can be read.
        }
    }

    private void note(String path) {
        try {
            FileStat stat = PathCalls.statOfName(root + path);
            seen.putIfAbsent(new Identity(Stat.kernelDevice(stat.device()), stat.inode()), path);
        } catch (SyscallException e) {
            // Gone while we looked.
        }
    }
}
