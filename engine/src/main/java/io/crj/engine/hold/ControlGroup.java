package io.crj.engine.hold;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A directory of the version 2 hierarchy of control groups; cgroups(7), Documentation/admin-guide/cgroup-v2.rst. */
record ControlGroup(Path directory) {

    private static final String UNIFIED = "0::";
    /** The group a process is in; empty when this host has none, or shows it elsewhere. */
    static Optional<ControlGroup> of(int pid) {
        return MountInfo.read("self").stream()
                .filter(mount -> mount.type().equals("cgroup2"))
                .findFirst()
                .flatMap(mount -> path(pid).flatMap(path -> below(mount, path)));
    }

    private static Optional<Path> path(int pid) {
        return ProcFile.text("/proc/" + pid + "/cgroup")
                .lines()
                .filter(line -> line.startsWith(UNIFIED))
                .map(line -> Path.of(line.substring(UNIFIED.length())))
                .findFirst();
    }

    private static Optional<ControlGroup> below(MountInfo mount, Path path) {
        Path root = Path.of(mount.root());
        if (!path.startsWith(root) || path.toString().contains("..")) {
            return Optional.empty();
        }
        Path directory = Path.of(mount.place()).resolve(root.relativize(path).toString());
        return Optional.of(directory).filter(Files::isDirectory).map(ControlGroup::new);
    }

    ControlGroup child(String name) {
        return new ControlGroup(directory.resolve(name));
    }

    ControlGroup parent() {
        return new ControlGroup(directory.getParent());
    }

    String name() {
        return String.valueOf(directory.getFileName());
    }

    boolean exists() {
        return Files.isDirectory(directory);
    }

    /** Whether groups below the root of all can be frozen here; from Linux 5.2 on. */
    boolean canFreeze() {
        return Files.exists(directory.resolve("cgroup.freeze"));
    }

    void create() {
        try {
            FileCalls.makeDirectory(directory.toString(), 0755);
        } catch (SyscallException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
    }

    /** Once nobody is in it. */
    void remove() {
        try {
            FileCalls.removeDirectory(directory.toString());
        } catch (SyscallException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    /** Processes in it. */
    List<Integer> members() {
        return ProcFile.text(file("cgroup.procs"))
                .lines()
                .map(Integer::parseInt)
                .toList();
    }

    /** Moves a whole process here, unless it has ended. */
    void add(int pid) {
        try {
            write("cgroup.procs", Integer.toString(pid));
        } catch (SyscallException e) {
            if (e.errno() != Errno.ESRCH) {
                throw new EngineException("cannot move pid " + pid + " to control group " + directory + ": "
                        + Errno.name(e.errno()) + " (" + Errno.describe(e.errno()) + ")");
            }
        }
    }

    void freeze() {
        write("cgroup.freeze", "1");
    }

    /** Whether it was told to stand still. */
    boolean isFrozen() {
        return ProcFile.text(file("cgroup.freeze")).strip().equals("1");
    }

    void thaw() {
        write("cgroup.freeze", "0");
    }

    /** Whether anybody alive is in it. */
    boolean isPopulated() {
        return ProcFile.text(file("cgroup.events")).lines().anyMatch("populated 1"::equals);
    }

    /** Ends everybody in it, without waiting. */
    void kill() {
        try {
            write("cgroup.kill", "1");
        } catch (SyscallException e) {
            // Only from Linux 5.14 on.
            members().forEach(pid -> ProcessCalls.kill(pid, Signals.SIGKILL));
        }
    }

    private void write(String file, String value) {
        try (Fd fd = FileCalls.open(file(file), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC, 0)) {
            FileCalls.writeFully(fd, value.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
