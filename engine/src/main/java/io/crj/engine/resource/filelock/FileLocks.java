package io.crj.engine.resource.filelock;

import io.crj.engine.TreeOptions;
import io.crj.engine.TreeReport.LockNeed;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FileLockEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Locks on files, and leases: of whichever kind the files are, fdinfo shows them with the descriptors; fs/proc/fd.c. */
public final class FileLocks {

    private final List<FdProbe> locked;

    private FileLocks(List<FdProbe> locked) {
        this.locked = locked;
    }

    /**
     * Refuses an open file with a lock that is not to be carried, or cannot be.
     *
     * @throws UnsupportedResourceException naming the lock as {@code /proc/locks} does
     */
    public static void check(FdProbe probe, TreeOptions options) {
        for (String line : probe.info().extra()) {
            if (FileLock.isShownBy(line)) {
                check(probe, line, options);
            }
        }
    }

    private static void check(FdProbe probe, String line, TreeOptions options) {
        String what = "it holds a file lock (" + FileLock.describe(line) + ")";
        if (!options.fileLocks()) {
            throw refusal(probe, what + "; --file-locks carries it");
        }
        if (FileLock.parse(line).isEmpty()) {
            throw refusal(probe, what + " of a kind that images have no word for; have the program give it up");
        }
    }

    private static UnsupportedResourceException refusal(FdProbe probe, String why) {
        return UnsupportedResourceException.fd(probe.pid(), probe.fd(), probe.link(), why);
    }

    /** What an open file of a running tree asks of the host it goes to; leases are left out. */
    public static List<LockNeed> needs(FdProbe probe) {
        return probe.info().extra().stream()
                .filter(FileLock::isShownBy)
                .flatMap(line -> FileLock.parse(line).stream())
                .filter(lock -> lock.flag() != FileLock.LEASE)
                .map(lock -> new LockNeed(probe.link(), lock.flag(), lock.type(), lock.start(), lock.lengthBytes()))
                .toList();
    }

    /**
     * Whether nobody has a lock in the way, as far as can be told without taking it: of flock(2), a shared one is tried for a
     * moment.
     *
     * @throws io.crj.engine.linux.sys.SyscallException when the file cannot be opened
     */
    public static boolean isFree(LockNeed lock) {
        int flags = Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_CLOEXEC;
        try (Fd file = FileCalls.open(lock.path(), flags, 0);
                NativeBuffer range = NativeBuffer.allocate(Fcntl.FLOCK_SIZE)) {
            if (lock.kind() == FileLock.FLOCK) {
                return FileCalls.tryFlock(file, Fcntl.LOCK_SH);
            }
            range.putShort(Fcntl.FLOCK_TYPE, lock.type())
                    .putLong(Fcntl.FLOCK_START, lock.start())
                    .putLong(Fcntl.FLOCK_LEN, lock.length());
            FileCalls.fcntl(file, Fcntl.F_OFD_GETLK, range.address());
            return range.getUnsignedShort(Fcntl.FLOCK_TYPE) == Fcntl.F_UNLCK;
        }
    }

    /** Those among the descriptors of a frozen tree that show locks. */
    public static FileLocks among(Collection<FdProbe> probes) {
        return new FileLocks(probes.stream()
                .filter(probe -> probe.info().extra().stream().anyMatch(FileLock::isShownBy))
                .toList());
    }

    private record Descriptor(int pid, int fd) {}

    private record Held(int owner, int file, FileLock lock) {}

    /** Writes each of them once, however many descriptors show it. */
    public void dump(DumpContext context) {
        if (locked.isEmpty()) {
            return;
        }
        Map<Descriptor, Integer> files = new HashMap<>();
        for (OpenFile file : context.openFiles()) {
            file.descriptors().forEach(d -> files.put(new Descriptor(d.pid(), d.fd()), file.id()));
        }
        Set<Held> known = new HashSet<>();
        for (FdProbe probe : locked) {
            check(probe, context.options().tree());
            int file = files.get(new Descriptor(probe.pid(), probe.fd()));
            probe.info().extra().stream().filter(FileLock::isShownBy).forEach(line -> {
                FileLock lock = FileLock.parse(line).orElseThrow();
                if (known.add(new Held(lock.isOfProcess() ? probe.pid() : 0, file, lock))) {
                    context.image().add(ImageKind.FILE_LOCKS, 0, entry(probe, lock));
                }
            });
        }
    }

    private static FileLockEntry entry(FdProbe probe, FileLock lock) {
        return FileLockEntry.newBuilder()
                .setFlag(lock.flag())
                .setType(lock.type())
                .setPid(OwnPids.of(probe.pid()))
                .setFd(probe.fd())
                .setStart(lock.start())
                .setLen(lock.lengthBytes())
                .build();
    }
}
