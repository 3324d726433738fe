package io.crj.engine.resource.tty;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.OPENAT;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_GETFD;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_OPEN;

import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.Placeholders;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.trace.RemoteTask;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Opens /dev/tty from inside, where it leads to the session's terminal, and puts it where a placeholder is. */
final class CurrentTerminals {

    private static final byte[] NAME = "/dev/tty\0".getBytes(StandardCharsets.US_ASCII);

    private final RestoreContext context;
    private final Map<Integer, RemoteTerminal> opened = new HashMap<>();

    CurrentTerminals(RestoreContext context) {
        this.context = context;
    }

    /** @param place where the task has its placeholder */
    void open(FileEntry entry, RemoteTerminal place) {
        RemoteTask task = place.task();
        RemoteTerminal first = opened.putIfAbsent(entry.getId(), place);
        long copy = first == null ? open(entry, task) : take(first, task);
        Placeholders.replace(task, copy, entry.getId(), context);
        if (first == null) {
            describe(entry, place);
        }
    }

    private long open(FileEntry entry, RemoteTask task) {
        task.resetScratch();
        int flags = Descriptions.openFlags(entry, entry.getTty().getFlags()) & ~Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY;
        return check(task, "open of /dev/tty", task.call(OPENAT, FileCalls.AT_FDCWD, task.push(NAME), flags, 0));
    }

    /** The open file of the task that was first. */
    private static long take(RemoteTerminal first, RemoteTask task) {
        long process = check(task, "pidfd_open", task.call(PIDFD_OPEN, first.ownPid(), 0));
        long copy = check(task, "pidfd_getfd", task.call(PIDFD_GETFD, process, first.fd(), 0));
        check(task, "close", task.call(CLOSE, process));
        return copy;
    }

    private void describe(FileEntry entry, RemoteTerminal place) {
        try (Fd process = FileCalls.pidfdOpen(place.pid());
                Fd local = FileCalls.pidfdGetfd(process, place.fd())) {
            Descriptions.restore(
                    local, entry.getTty().getFlags(), entry.getTty().getFown(), context);
        }
    }

    private static long check(RemoteTask task, String what, long result) {
        return SyscallException.check(result, what, "in pid " + task.pid());
    }
}
