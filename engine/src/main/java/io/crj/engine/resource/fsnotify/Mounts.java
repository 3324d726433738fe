package io.crj.engine.resource.fsnotify;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.WatchCalls;
import io.crj.engine.resource.SharedState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mounts that a process sees, for opening files by their handles. */
final class Mounts implements AutoCloseable {

    private final int pid;
    private final List<MountInfo> all;
    private final Map<Integer, List<Fd>> opened = new HashMap<>();

    private record Key(int pid) {}

    private Mounts(int pid) {
        this.pid = pid;
        this.all = MountInfo.read(pid);
    }

    static Mounts of(int pid, SharedState state) {
        return state.shared(new Key(pid), () -> new Mounts(pid));
    }

    List<MountInfo> all() {
        return all;
    }

    /** The file, open for its place only, the caller's; empty when no mount leads to it. */
    Optional<Fd> open(FileHandle handle) {
        for (Fd mount : opened.computeIfAbsent(handle.device(), this::places)) {
            try {
                Fd file = WatchCalls.open(mount, handle.type(), handle.bytes());
                if (FileCalls.stat(file).inode() == handle.inode()) {
                    return Optional.of(file);
                }
                file.close();
            } catch (SyscallException e) {
                // Not below this mount, or a file system that knows no handles.
            }
        }
        return Optional.empty();
    }

    private List<Fd> places(int device) {
        List<Fd> places = new ArrayList<>();
        for (MountInfo mount : all) {
            if (mount.device() == device) {
                open(mount.place()).ifPresent(places::add);
            }
        }
        return places;
    }

    private Optional<Fd> open(String place) {
        try {
            String path = "/proc/" + pid + "/root" + place;
            return Optional.of(FileCalls.open(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, 0));
        } catch (EngineException e) {
            // A mount on a file, or one below which nobody can look any more.
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        opened.values().forEach(places -> places.forEach(Fd::close));
    }
}
