package io.crj.engine.resource.tty;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.TtyIoctls;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.trace.RemoteTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A terminal as one task of the tree has it open. */
final class RemoteTerminal {

    private final RemoteTask task;
    private final int fd;
    private final int ownPid;

    RemoteTerminal(RemoteTask task, int fd) {
        this.task = task;
        this.fd = fd;
        List<Integer> pids = TaskStatus.read(task.pid()).numbers("NSpid");
        this.ownPid = pids.get(pids.size() - 1);
    }

    RemoteTask task() {
        return task;
    }

    int fd() {
        return fd;
    }

    /** The task's pid as we see it. */
    int pid() {
        return task.pid();
    }

    /** The task's pid as images have it. */
    int ownPid() {
        return ownPid;
    }

    /** Whether the task has a controlling terminal. */
    boolean isControlled() {
        return TaskStat.read(task.pid()).terminal() != 0;
    }

    /**
     * Makes it the controlling terminal of the task's session, which the task leads; TIOCSCTTY.
     *
     * @param steal take it away from the session that has it
     */
    void control(boolean steal) {
        long slave = task.call(IOCTL, fd, Integer.toUnsignedLong(TtyIoctls.TIOCGPTPEER), Fcntl.O_RDWR | Fcntl.O_NOCTTY);
        // Only a master has a peer.
        long used = slave < 0 ? fd : slave;
        long result = task.call(IOCTL, used, TtyIoctls.TIOCSCTTY, steal ? 1 : 0);
        if (slave >= 0) {
            task.call(CLOSE, slave);
        }
        SyscallException.check(result, "ioctl TIOCSCTTY", "in pid " + task.pid() + " fd " + fd);
    }

    /** Puts a process group into the foreground; 0 or {@code -errno}. */
    long setForeground(int group) {
        task.resetScratch();
        byte[] value = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(group)
                .array();
        return task.call(IOCTL, fd, TtyIoctls.TIOCSPGRP, task.push(value));
    }
}
