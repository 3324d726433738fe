package io.crj.engine.image;

import static io.crj.engine.image.ImageKind.*;

import io.crj.engine.error.EngineException;
import java.util.EnumSet;
import java.util.Set;

/** Which files of a directory a restore uses, passes over, or has to refuse. */
final class RestorableFiles {

    private static final Set<ImageKind> USED = EnumSet.of(
            INVENTORY,
            CORE,
            IDS,
            MM,
            PSTREE,
            FDINFO,
            FILES,
            FS,
            FILE_LOCKS,
            REMAP_FPATH,
            GHOST_FILE,
            MEMFD_INODE,
            TCP_STREAM,
            PIPES_DATA,
            FIFO_DATA,
            SK_QUEUES,
            TTY_INFO,
            TTY_DATA,
            NETDEV,
            NETNS,
            IFADDR,
            ROUTE,
            ROUTE6,
            RULE,
            NFTABLES,
            IPTABLES,
            IP6TABLES,
            UTSNS,
            IPC_VAR,
            IPCNS_SHM,
            IPCNS_MSG,
            IPCNS_SEM,
            MNTS,
            CGROUP,
            TIMENS,
            TMPFS_IMG,
            TMPFS_DEV,
            SECCOMP);

    /** Statistics and hints; the processor's description, which the registers are checked against anyway. */
    private static final Set<ImageKind> PASSED_OVER = EnumSet.of(STATS_DUMP, STATS_RESTORE, IRMAP_CACHE, CPUINFO);

    private static final Set<ImageKind> PAGE_FILES = EnumSet.of(PAGEMAP, SHMEM_PAGEMAP, PAGES);

    private RestorableFiles() {}

    /**
     * Whether a restore wants the content of the file.
     *
     * @throws EngineException when it holds state that crj cannot restore yet
     */
    static boolean isUsed(String name) {
        ImageFileName file = ImageFileName.parse(name).orElse(null);
        if (file == null) {
            if (name.endsWith(".img")) {
                throw refused(name, "no kind of image crj knows");
            }
            return false;
        }
        if (PASSED_OVER.contains(file.kind()) || PAGE_FILES.contains(file.kind())) {
            return false;
        }
        if (!USED.contains(file.kind())) {
            throw refused(name, "it holds state that is not supported yet");
        }
        return true;
    }

    private static EngineException refused(String name, String why) {
        return new EngineException("cannot restore " + name + ": " + why);
    }
}
