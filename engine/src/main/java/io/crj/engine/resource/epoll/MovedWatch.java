package io.crj.engine.resource.epoll;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.DUP3;
import static io.crj.engine.linux.abi.SyscallNumber.FCNTL;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.trace.RemoteTask;
import java.util.function.IntConsumer;

/** A watch under a number that leads elsewhere: for a moment the number leads to what is watched. */
final class MovedWatch {

    private MovedWatch() {}

    /** @param add adds the watch to the list, under the number it is given */
    static void add(EventpollTfdEntry watch, Fd file, RemoteTask task, RestoreContext context, IntConsumer add) {
        int number = watch.getCrjNumber();
        long saved = task.call(FCNTL, number, Fcntl.F_DUPFD_CLOEXEC, 0);
        if (saved < 0 && saved != -Errno.EBADF) {
            check(task, number, saved);
        }
        long flags = saved < 0 ? 0 : check(task, number, task.call(FCNTL, number, Fcntl.F_GETFD, 0));
        int copy = context.give(task, file);
        if (copy != number) {
            check(task, number, task.call(DUP3, copy, number, 0));
            check(task, number, task.call(CLOSE, copy));
        }
        add.accept(number);
        if (saved < 0) {
            check(task, number, task.call(CLOSE, number));
        } else {
            long closeOnExec = (flags & Fcntl.FD_CLOEXEC) != 0 ? Fcntl.O_CLOEXEC : 0;
            check(task, number, task.call(DUP3, saved, number, closeOnExec));
            check(task, number, task.call(CLOSE, saved));
        }
    }

    private static long check(RemoteTask task, int number, long result) {
        if (result < 0) {
            throw new EngineException("pid " + task.pid() + ": fd " + number + " cannot be lent to a watch: "
                    + Errno.name((int) -result) + " (" + Errno.describe((int) -result) + ")");
        }
        return result;
    }
}
