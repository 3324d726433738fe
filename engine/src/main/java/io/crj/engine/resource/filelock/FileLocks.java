package io.crj.engine.resource.filelock;

import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FileLockEntry;
import io.crj.engine.linux.proc.OwnPids;
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
