package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE_RANGE;
import static io.crj.engine.linux.abi.SyscallNumber.DUP3;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_GETFD;

import io.crj.engine.linux.sys.Fd;
import io.crj.engine.trace.RemoteProcess;

/** The way from a descriptor table back to this JVM: a pidfd of it, through which the table gets its files. */
final class EngineLink {

    private static final long LAST = 0xffffffffL;

    private int fd;

    /** @param fd number of the pidfd in the table */
    EngineLink(int fd) {
        this.fd = fd;
    }

    /** The link in the table of a process that was forked and has its own. */
    EngineLink copy() {
        return new EngineLink(fd);
    }

    /** Closes everything else. */
    void closeOthers(RemoteProcess process) {
        if (fd > 0) {
            process.check("close_range", CLOSE_RANGE, 0, fd - 1L, 0);
        }
        process.check("close_range", CLOSE_RANGE, fd + 1L, LAST, 0);
    }

    /** Moves it to another number. */
    void move(RemoteProcess process, int number) {
        if (fd != number) {
            process.check("dup3", DUP3, fd, number, 0);
            process.check("close", CLOSE, fd);
            fd = number;
        }
    }

    /** A copy of {@code file} in the table, at the lowest free number. */
    int give(RemoteProcess process, Fd file) {
        return (int) process.check("pidfd_getfd", PIDFD_GETFD, fd, file.number(), 0);
    }

    /** Takes the link away; further calls do nothing. */
    void close(RemoteProcess process) {
        if (fd >= 0) {
            process.check("close", CLOSE, fd);
            fd = -1;
        }
    }
}
