package io.crj.engine.memory;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.namespace.NamespaceCheck;
import io.crj.engine.namespace.NamespaceKind;
import io.crj.engine.resource.AnonymousInode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Mappings as the image has them. */
public final class VmaDump {

    private static final int O_RDWR = 2;
    private static final String MEMFD = "/memfd:";
    private static final String NAMED = "[anon";
    private static final String NAMED_SHARED = "[anon_shmem:";
    static final String SHARED_ANONYMOUS = "/dev/zero (deleted)";

    private final int pid;
    private final MappedFiles files;

    public VmaDump(int pid, MappedFiles files) {
        this.pid = pid;
        this.files = files;
    }

    /**
     * All of them; what the kernel keeps beside the vdso becomes one entry.
     *
     * @throws UnsupportedResourceException naming the mapping, when one cannot be carried
     */
    public List<VmaEntry> dump(List<Mapping> mappings) {
        List<VmaEntry> entries = new ArrayList<>();
        for (Mapping mapping : mappings) {
            VmaEntry entry = dump(mapping);
            int last = entries.size() - 1;
            boolean joined = last >= 0
                    && mapping.isVvar()
                    && isVvar(entries.get(last))
                    && entries.get(last).getEnd() == entry.getStart();
            if (joined) {
                entries.set(
                        last,
                        entries.get(last).toBuilder().setEnd(entry.getEnd()).build());
            } else {
                entries.add(entry);
            }
        }
        return entries;
    }

    /**
     * Those of {@code mappings} that rounds may deal with: files whose contents travel with the image, and rings of sockets,
     * are made once, from the final dump.
     */
    public static List<Mapping> ofRounds(List<Mapping> mappings, boolean ownMounts) {
        return mappings.stream()
                .filter(m -> isSharedAnonymous(m)
                        || isHugeAnonymous(m)
                        || m.isAnonymous()
                        || m.isSpecial()
                        || !SocketMappings.is(m) && isFound(m.path(), ownMounts))
                .toList();
    }

    private static boolean isFound(String path, boolean ownMounts) {
        return !ownMounts && !MappedFiles.isNameless(path);
    }

    static boolean isVvar(VmaEntry entry) {
        return (entry.getStatus() & VmaStatus.VVAR) != 0;
    }

    /** The shared memory objects among {@code mappings}: one mapping of each, by number. */
    public static boolean isSharedAnonymous(Mapping mapping) {
        return mapping.shared()
                && (mapping.path().equals(SHARED_ANONYMOUS) || mapping.path().startsWith(NAMED_SHARED));
    }

    private static boolean isSegment(Mapping mapping) {
        return mapping.shared() && mapping.isSystemVSegment();
    }

    private VmaEntry dump(Mapping m) {
        VmaEntry.Builder entry = VmaEntry.newBuilder()
                .setStart(m.start())
                .setEnd(m.end())
                .setPgoff(0)
                .setShmid(0)
                .setProt(m.prot())
                .setFd(-1);
        long advice = VmaFlags.advice(m.flags());
        if (m.isVsyscall()) {
            return entry.setFlags(Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS)
                    .setStatus(VmaStatus.ANON_PRIVATE | VmaStatus.VSYSCALL)
                    .build();
        }
        if (m.isSpecial()) {
            int kind = m.isVdso() ? VmaStatus.VDSO : VmaStatus.VVAR;
            if (m.isVvar()) {
                entry.setMadv(1L << Mman.MADV_DONTDUMP);
            }
            return entry.setFlags(Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS)
                    .setStatus(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE | kind)
                    .build();
        }
        refuse(m);
        if (advice != 0) {
            entry.setMadv(advice);
        }
        rare(m, entry);
        return ordinary(m, entry, VmaFlags.mapFlags(m.flags())).build();
    }

    private static void rare(Mapping m, VmaEntry.Builder entry) {
        if (m.has(VmaFlags.LOCKED_ON_FAULT)) {
            entry.setLockedOnFault(true);
        }
        if (m.has(VmaFlags.SEALED)) {
            entry.setSealed(true);
        }
        if (m.path().startsWith(NAMED)) {
            entry.setName(m.path().substring(m.path().indexOf(':') + 1, m.path().length() - 1));
        }
    }

    private VmaEntry.Builder ordinary(Mapping m, VmaEntry.Builder entry, int flags) {
        if (AioRings.isRing(m)) {
            return entry.setFlags(Mman.MAP_SHARED).setStatus(VmaStatus.AIO_RING).setFdflags(O_RDWR);
        }
        if (SocketMappings.is(m)) {
            // The inode, until SocketMappings knows the socket's number.
            return entry.setFlags(flags | (m.shared() ? Mman.MAP_SHARED : Mman.MAP_PRIVATE))
                    .setStatus(VmaStatus.REGULAR | VmaStatus.SOCKET)
                    .setPgoff(m.offset())
                    .setShmid(m.inode());
        }
        if (isSharedAnonymous(m)) {
            return entry.setFlags(flags | Mman.MAP_SHARED | Mman.MAP_ANONYMOUS)
                    .setStatus(VmaStatus.REGULAR | VmaStatus.ANON_SHARED)
                    .setPgoff(m.offset())
                    .setShmid(m.inode());
        }
        if (isSegment(m)) {
            return entry.setFlags(flags | Mman.MAP_SHARED | Mman.MAP_ANONYMOUS)
                    .setStatus(VmaStatus.REGULAR | VmaStatus.ANON_SHARED | VmaStatus.SYSV)
                    .setPgoff(m.offset())
                    .setShmid(m.inode())
                    .setFdflags(m.has("mw") ? O_RDWR : 0);
        }
        if (isHugeAnonymous(m)) {
            return entry.setFlags(flags | hugeFlags(m) | Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS)
                    .setStatus(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE);
        }
        if (m.isAnonymous()) {
            int heap = m.path().equals("[heap]") ? VmaStatus.HEAP : 0;
            int sharing = m.has(VmaFlags.DROPPABLE) ? Mman.MAP_DROPPABLE : Mman.MAP_PRIVATE;
            return entry.setFlags(flags | sharing | Mman.MAP_ANONYMOUS)
                    .setStatus(VmaStatus.REGULAR | VmaStatus.ANON_PRIVATE | heap);
        }
        // A shared mapping that may ever be written to needs the file open for writing; "mw" says so.
        boolean writes = m.shared() && m.has("mw");
        boolean huge = m.has(VmaFlags.HUGE);
        boolean memory = m.path().startsWith(MEMFD) || m.path().equals(SHARED_ANONYMOUS) || huge;
        String range = Long.toHexString(m.start()) + "-" + Long.toHexString(m.end());
        return entry.setFlags(flags | (huge ? hugeFlags(m) : 0) | (m.shared() ? Mman.MAP_SHARED : Mman.MAP_PRIVATE))
                .setStatus(VmaStatus.REGULAR
                        | (memory ? VmaStatus.MEMFD : 0)
                        | (m.shared() ? VmaStatus.FILE_SHARED : VmaStatus.FILE_PRIVATE))
                .setPgoff(m.offset())
                .setShmid(files.id(m.path(), writes ? O_RDWR : 0, range))
                .setFdflags(writes ? O_RDWR : 0);
    }

    private static boolean isHugeAnonymous(Mapping m) {
        return m.has(VmaFlags.HUGE) && !m.shared() && m.path().startsWith(HugePages.ANONYMOUS);
    }

    private int hugeFlags(Mapping m) {
        String file = "/proc/" + pid + "/map_files/" + Long.toHexString(m.start()) + "-" + Long.toHexString(m.end());
        return Mman.MAP_HUGETLB | HugePages.sizeFlags(FileCalls.hugePageBytes(file));
    }

    private void refuse(Mapping m) {
        boolean named = !isSegment(m) && Stream.of(MEMFD, HugePages.ANONYMOUS).noneMatch(m.path()::startsWith);
        if (m.has(VmaFlags.HUGE) && named) {
            throw refusal(
                    m,
                    "a file of a mounted hugetlbfs cannot be moved: have the program use memfd_create(2) with"
                            + " MFD_HUGETLB, or MAP_ANONYMOUS");
        }
        AnonymousInode.refusal(m.path()).ifPresent(why -> {
            throw refusal(m, why);
        });
        for (Map.Entry<String, String> unsupported : VmaFlags.UNSUPPORTED.entrySet()) {
            if (m.has(unsupported.getKey())) {
                throw refusal(m, unsupported.getValue());
            }
        }
        if (SocketMappings.is(m)) {
            SocketMappings.refusal(pid, m).ifPresent(why -> {
                throw refusal(m, why);
            });
        }
        if (isSegment(m) && !NamespaceCheck.own(pid).contains(NamespaceKind.IPC)) {
            throw refusal(
                    m,
                    "a System V segment of the IPC namespace that the host's processes share: start the tree with"
                            + " unshare --ipc");
        }
    }

    private UnsupportedResourceException refusal(Mapping m, String why) {
        String range = Long.toHexString(m.start()) + "-" + Long.toHexString(m.end());
        return new UnsupportedResourceException(pid, "mapping " + range + " (" + m.path() + ")", why);
    }
}
