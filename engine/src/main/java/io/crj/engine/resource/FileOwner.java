package io.crj.engine.resource;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FownEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import java.util.Collection;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/** Who gets an open file's SIGIO, and which signal that is; fcntl(2) F_SETOWN_EX and F_SETSIG. */
public final class FileOwner {

    private FileOwner() {}

    /** The owner as images have it; all zero for a file without one. */
    public static FownEntry read(Fd fd) {
        FownEntry.Builder owner = FownEntry.newBuilder()
                .setUid(0)
                .setEuid(0)
                .setPidType(0)
                .setPid(0)
                .setSignum(0);
        if ((FileCalls.fcntl(fd, Fcntl.F_GETFL, 0) & Fcntl.O_PATH) != 0) {
            return owner.build();
        }
        owner.setSignum((int) FileCalls.fcntl(fd, Fcntl.F_GETSIG, 0));
        try (NativeBuffer pair = NativeBuffer.allocate(Fcntl.OWNER_SIZE)) {
            FileCalls.fcntl(fd, Fcntl.F_GETOWN_EX, pair.address());
            if (pair.getInt(Fcntl.OWNER_PID) == 0) {
                return owner.build();
            }
            owner.setPidType(pair.getInt(Fcntl.OWNER_TYPE)).setPid(pair.getInt(Fcntl.OWNER_PID));
            // Two numbers here as well: the user who made it the owner, real and effective.
            FileCalls.fcntl(fd, Fcntl.F_GETOWNER_UIDS, pair.address());
            return owner.setUid(pair.getInt(0))
                    .setEuid(pair.getInt(Integer.BYTES))
                    .build();
        }
    }

    /**
     * Refuses, while the tree still runs, a file whose signals go to somebody who stays behind.
     *
     * @param tree processes and threads that move
     */
    public static void check(FdProbe probe, FownEntry owner, Set<Integer> tree) {
        if (owner.getPid() != 0 && !tree.contains(owner.getPid())) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "its signals go to " + describe(owner) + ", which is not part of the tree");
        }
    }

    /**
     * Gives a restored open file its owner; all of the tree has its pids already.
     *
     * @param tree processes and threads of the image; nobody else is ever signalled
     * @param outerPid the number by which this process knows one of them
     */
    public static void restore(Fd fd, FownEntry owner, Set<Integer> tree, IntUnaryOperator outerPid) {
        if (owner.getPid() != 0) {
            if (!tree.contains(owner.getPid())) {
                throw new ImageFormatException(
                        ImageKind.FILES.fileName(0),
                        "has a file whose signals go to " + describe(owner) + ", which is not part of the tree");
            }
            try (NativeBuffer pair = NativeBuffer.allocate(Fcntl.OWNER_SIZE)) {
                pair.putInt(Fcntl.OWNER_TYPE, owner.getPidType())
                        .putInt(Fcntl.OWNER_PID, outerPid.applyAsInt(owner.getPid()));
                FileCalls.fcntl(fd, Fcntl.F_SETOWN_EX, pair.address());
            }
        }
        if (owner.getSignum() != 0) {
            FileCalls.fcntl(fd, Fcntl.F_SETSIG, owner.getSignum());
        }
    }

    /** The number that a process, thread or group of the tree has inside of its own pid namespace. */
    public static int own(FownEntry owner, Collection<Integer> tree) {
        if (owner.getPidType() != Fcntl.F_OWNER_PGRP) {
            return OwnPids.of(owner.getPid());
        }
        return tree.stream()
                .filter(pid -> TaskStat.read(pid).group() == owner.getPid())
                .map(pid -> OwnPids.innermost(TaskStatus.read(pid), "NSpgid"))
                .findFirst()
                .orElse(owner.getPid());
    }

    private static String describe(FownEntry owner) {
        return (owner.getPidType() == Fcntl.F_OWNER_PGRP ? "process group " : "pid ") + owner.getPid();
    }
}
