package io.crj.engine.resource.filelock;

import static io.crj.engine.linux.abi.SyscallNumber.FCNTL;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FileLockEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.trace.RemoteTask;

/** A lease that a process of a restored tree had; fcntl(2) F_SETLEASE. */
final class RestoredLease {

    private final RemoteTask task;
    private final FileLockEntry lease;

    RestoredLease(RemoteTask task, FileLockEntry lease) {
        this.task = task;
        this.lease = lease;
    }

    void take() {
        boolean breaking = (lease.getType() & FileLock.BREAKING) != 0;
        int type = lease.getType() & ~FileLock.BREAKING;
        if (type < Fcntl.F_RDLCK || type > Fcntl.F_UNLCK || type == Fcntl.F_UNLCK && !breaking) {
            throw RestoredLocks.corrupt(lease, "which is impossible");
        }
        if (!breaking) {
            set(type);
            return;
        }
        String path = "/proc/" + task.pid() + "/fd/" + lease.getFd();
        try (Fd process = FileCalls.pidfdOpen(task.pid());
                Fd file = FileCalls.pidfdGetfd(process, lease.getFd())) {
            boolean readOnly = (FileCalls.fcntl(file, Fcntl.F_GETFL, 0) & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY;
            set(type == Fcntl.F_UNLCK && readOnly ? Fcntl.F_RDLCK : Fcntl.F_WRLCK);
            breakSilently(file, path, type == Fcntl.F_RDLCK ? Fcntl.O_RDONLY : Fcntl.O_WRONLY);
        }
    }

    private void set(int type) {
        RestoredLocks.check(task, lease, task.call(FCNTL, lease.getFd(), Fcntl.F_SETLEASE, type));
    }

    /** Somebody opens the file; its owner was told of that before the dump, and is not told again. */
    private static void breakSilently(Fd file, String path, int access) {
        try (NativeBuffer owner = NativeBuffer.allocate(Fcntl.OWNER_SIZE);
                NativeBuffer nobody = NativeBuffer.allocate(Fcntl.OWNER_SIZE)) {
            FileCalls.fcntl(file, Fcntl.F_GETOWN_EX, owner.address());
            FileCalls.fcntl(
                    file, Fcntl.F_SETOWN_EX, nobody.putInt(Fcntl.OWNER_TYPE, 1).address());
            try (Fd opened = FileCalls.open(path, access | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC, 0)) {
                throw new EngineException(
                        path + ": a lease that should keep " + opened + " from being opened does not");
            } catch (SyscallException e) {
                if (e.errno() != Errno.EAGAIN) {
                    throw e;
                }
            } finally {
                FileCalls.fcntl(file, Fcntl.F_SETOWN_EX, owner.address());
            }
        }
    }
}
