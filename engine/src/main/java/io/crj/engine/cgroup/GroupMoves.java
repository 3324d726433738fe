package io.crj.engine.cgroup;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Moves tasks between control groups; cgroups(7). */
public final class GroupMoves {

    private GroupMoves() {}

    /** Moves a process with all its threads, unless it has ended. */
    public static void process(Path group, int pid) {
        enter(group, "cgroup.procs", pid);
    }

    /** Moves one thread within a threaded part of the hierarchy of version 2. */
    public static void thread(Path group, int tid) {
        enter(group, "cgroup.threads", tid);
    }

    /** Moves one thread in a hierarchy of version 1. */
    static void oldThread(Path group, int tid) {
        enter(group, "tasks", tid);
    }

    /** The group that a process with threads in {@code group} has to be in: the nearest one that is not threaded. */
    static Path domain(Path group) {
        Path domain = group;
        while (isThreaded(domain)) {
            domain = domain.getParent();
        }
        return domain;
    }

    private static boolean isThreaded(Path group) {
        try {
            return Files.readString(group.resolve("cgroup.type")).strip().equals("threaded");
        } catch (IOException e) {
            return false;
        }
    }

    private static void enter(Path group, String file, int id) {
        try {
            write(group.resolve(file), Integer.toString(id));
        } catch (SyscallException e) {
            if (e.errno() != Errno.ESRCH) {
                throw new EngineException("cannot move task " + id + " to control group " + group + ": "
                        + Errno.name(e.errno()) + " (" + Errno.describe(e.errno())
                        + "); make it as it was on the other host, or leave the tree in the groups of whoever"
                        + " restores it with --manage-cgroups=ignore");
            }
        }
    }

    /** One write(2), as control groups want it. */
    static void write(Path file, String value) {
        try (Fd fd = FileCalls.open(file.toString(), Fcntl.O_WRONLY | Fcntl.O_CLOEXEC, 0)) {
            FileCalls.writeFully(fd, value.getBytes(StandardCharsets.ISO_8859_1));
        }
    }
}
