package io.crj.engine.resource.filelock;

import static io.crj.engine.linux.abi.SyscallNumber.FCNTL;
import static io.crj.engine.linux.abi.SyscallNumber.FLOCK;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileLockEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.trace.RemoteTask;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Takes the locks of an image again, each from within the process that had it, once no descriptor is closed any more: a
 * process that closes any descriptor of a file loses its locks there.
 */
public final class RestoredLocks {

    private final ImageSet image;
    private final IntFunction<Optional<RemoteTask>> tasks;

    /** @param tasks the tree's processes that live, by their own numbers */
    public RestoredLocks(ImageSet image, IntFunction<Optional<RemoteTask>> tasks) {
        this.image = image;
        this.tasks = tasks;
    }

    /** @throws EngineException when somebody here has a lock that is in the way */
    public void take() {
        for (FileLockEntry lock : image.messages(FileLockEntry.class, ImageKind.FILE_LOCKS, 0)) {
            RemoteTask task = tasks.apply(lock.getPid()).orElseThrow(() -> corrupt(lock, "which no process here has"));
            task.resetScratch();
            switch (lock.getFlag()) {
                case FileLock.POSIX -> range(task, lock, Fcntl.F_SETLK);
                case FileLock.OFD -> range(task, lock, Fcntl.F_OFD_SETLK);
                case FileLock.FLOCK -> whole(task, lock);
                case FileLock.LEASE -> new RestoredLease(task, lock).take();
                default -> throw corrupt(lock, "of an unknown kind");
            }
        }
    }

    private static void range(RemoteTask task, FileLockEntry lock, int command) {
        if (lock.getType() > Fcntl.F_WRLCK || lock.getType() < 0 || lock.getStart() < 0 || lock.getLen() < 0) {
            throw corrupt(lock, "which is impossible");
        }
        long flock = task.push(ByteBuffer.allocate(Fcntl.FLOCK_SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(Fcntl.FLOCK_TYPE, (short) lock.getType())
                .putLong(Fcntl.FLOCK_START, lock.getStart())
                .putLong(Fcntl.FLOCK_LEN, lock.getLen())
                .array());
        check(task, lock, task.call(FCNTL, lock.getFd(), command, flock));
    }

    private static void whole(RemoteTask task, FileLockEntry lock) {
        int mode = lock.getType() == Fcntl.F_RDLCK ? Fcntl.LOCK_SH : Fcntl.LOCK_EX;
        check(task, lock, task.call(FLOCK, lock.getFd(), mode | Fcntl.LOCK_NB));
    }

    /** @param result of a call that was to take the lock */
    static void check(RemoteTask task, FileLockEntry lock, long result) {
        if (result < 0) {
            boolean taken = result == -Errno.EAGAIN || result == -Errno.EACCES;
            throw new EngineException("pid " + task.pid() + " fd " + lock.getFd() + ": its file lock ("
                    + describe(lock) + ") cannot be taken again: "
                    + (taken
                            ? "another process has one that is in the way, see /proc/locks"
                            : Errno.name((int) -result) + " (" + Errno.describe((int) -result) + ")"));
        }
    }

    private static String describe(FileLockEntry lock) {
        return "kind " + lock.getFlag() + ", type " + lock.getType() + ", from " + lock.getStart() + ", "
                + (lock.getLen() == 0 ? "all" : lock.getLen() + " bytes");
    }

    static ImageFormatException corrupt(FileLockEntry lock, String why) {
        return new ImageFormatException(
                ImageKind.FILE_LOCKS.fileName(0),
                "has a lock (" + describe(lock) + ") of pid " + lock.getPid() + " fd " + lock.getFd() + ", " + why);
    }
}
