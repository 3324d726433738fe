package io.crj.engine.resource.pidfd;

import io.crj.engine.linux.abi.Pidfd;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Processes that ended before the dump, of which a tree still has pidfds: each has a stand-in that has ended as well. */
final class DeadProcesses implements AutoCloseable {

    private static final int SIGNAL_MASK = 0x7f;
    private static final int CODE_SHIFT = 8;

    private final Map<Integer, Fd> byIdentity = new HashMap<>();

    /** How it ended, as wait(2) has it; empty when this kernel does not remember. */
    static OptionalInt status(Fd pidfd) {
        try (NativeBuffer info = NativeBuffer.allocate(Pidfd.INFO_SIZE)) {
            info.putLong(Pidfd.INFO_MASK, Pidfd.PIDFD_INFO_EXIT);
            FileCalls.ioctl(pidfd, Integer.toUnsignedLong(Pidfd.PIDFD_GET_INFO), info.address());
            boolean known = (info.getLong(Pidfd.INFO_MASK) & Pidfd.PIDFD_INFO_EXIT) != 0;
            return known ? OptionalInt.of(info.getInt(Pidfd.INFO_EXIT_CODE)) : OptionalInt.empty();
        } catch (SyscallException e) {
            return OptionalInt.empty();
        }
    }

    /**
     * A pidfd of the one with this identity, the caller's.
     *
     * @param identity the same for all pidfds of one process
     * @param status how the stand-in ends when it is the first one
     */
    Fd open(int identity, int status) {
        return FileCalls.duplicate(byIdentity.computeIfAbsent(identity, i -> standIn(status)));
    }

    private static Fd standIn(int status) {
        int signal = status & SIGNAL_MASK;
        String end = signal == 0 ? "exit " + (status >> CODE_SHIFT & 0xff) : "ulimit -c 0; kill -" + signal + " $$";
        int pid = ProcessCalls.spawn("/bin/sh", "sh", "-c", end);
        try {
            return FileCalls.pidfdOpen(pid);
        } finally {
            PtraceCalls.await(pid);
        }
    }

    @Override
    public void close() {
        byIdentity.values().forEach(Fd::close);
    }
}
