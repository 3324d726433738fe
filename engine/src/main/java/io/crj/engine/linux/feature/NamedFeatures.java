package io.crj.engine.linux.feature;

import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.Syscalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Features that test runners ask for by the names CRIU gave them, beyond those crj needs for itself. Most have been in every kernel
 * for longer than PAGEMAP_SCAN, without which crj does nothing; the others show in /proc, or there is a reason why not.
 */
public final class NamedFeatures {

    private static final Set<String> OLDER = Set.of(
            "mnt_id",
            "aio_remap",
            "timerfd",
            "fdinfo_lock",
            "seccomp_suspend",
            "tcp_half_closed",
            "can_map_vdso",
            "sk_ns",
            "sk_unix_file",
            "net_diag_raw",
            "nsid",
            "link_nsid",
            "kcmp_epoll",
            "external_net_ns",
            "newifindex",
            "pidfd_store",
            "ns_pid",
            "sockopt_buf_lock",
            "move_mount_set_group",
            "openat2",
            "ipv6_freebind",
            "overlayfs_maps",
            "breakpoints");

    /** Files that are there when the kernel was built with the feature. */
    private static final Map<String, String> FILES = Map.of(
            "tun", "/dev/net/tun",
            "tun_ns", "/dev/net/tun",
            "userns", "/proc/self/ns/user",
            "cgroupns", "/proc/self/ns/cgroup",
            "timens", "/proc/self/ns/time",
            "loginuid", "/proc/self/loginuid",
            "seccomp_filters", "/proc/sys/kernel/seccomp/actions_avail",
            "has_ipt_legacy", "/proc/net/ip_tables_names",
            "apparmor_stacking", "/sys/kernel/security/apparmor/features/domain/stack");

    private static final Map<String, String> FILE_SYSTEMS = Map.of("autofs", "autofs", "memfd_hugetlb", "hugetlbfs");

    /** As crj calls what is the same, or what it takes in its place. */
    private static final Map<String, String> OWN = new HashMap<>();

    static {
        OWN.put("mem_dirty_track", "userfaultfd WP_ASYNC");
        OWN.put("uffd", "userfaultfd WP_ASYNC");
        OWN.put("uffd_noncoop", "userfaultfd WP_ASYNC");
        OWN.put("get_rseq_conf", "rseq");
        OWN.put("network_lock_nftables", "nftables");
        OWN.put("pagemap_scan_guard_pages", "guard regions");
    }

    private static final String OF_32_BITS = "compat_cr";
    private static final String TIMER_IDS = "timer_cr_ids";

    private NamedFeatures() {}

    /** All names, of lower case letters, digits and {@code _}. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>(OLDER);
        names.addAll(FILES.keySet());
        names.addAll(FILE_SYSTEMS.keySet());
        names.addAll(OWN.keySet());
        names.add(OF_32_BITS);
        names.add(TIMER_IDS);
        return names;
    }

    /** What there is under that name. */
    public static Optional<Feature> find(String name) {
        if (OWN.containsKey(name)) {
            return Optional.of(own(OWN.get(name)));
        }
        if (OLDER.contains(name)) {
            boolean isNew = own("PAGEMAP_SCAN").state() == Feature.State.YES;
            return Optional.of(found(name, isNew, "in every kernel that has PAGEMAP_SCAN"));
        }
        if (FILES.containsKey(name)) {
            Path file = Path.of(FILES.get(name));
            return Optional.of(found(name, Files.exists(file), file.toString()));
        }
        if (FILE_SYSTEMS.containsKey(name)) {
            String type = FILE_SYSTEMS.get(name);
            return Optional.of(found(name, hasFileSystem(type), type + " in /proc/filesystems"));
        }
        return switch (name) {
            case OF_32_BITS -> Optional.of(Feature.limited(name, "crj moves no programs of 32 bits"));
            case TIMER_IDS -> Optional.of(timerIds());
            default -> Optional.empty();
        };
    }

    private static Feature timerIds() {
        long result = Syscalls.get()
                .call(
                        SyscallNumber.PRCTL,
                        Prctl.PR_TIMER_CREATE_RESTORE_IDS,
                        Prctl.PR_TIMER_CREATE_RESTORE_IDS_GET,
                        0,
                        0,
                        0,
                        0);
        return found(TIMER_IDS, result >= 0, "PR_TIMER_CREATE_RESTORE_IDS; since Linux 6.15");
    }

    private static Feature own(String name) {
        return KernelFeatures.all().stream()
                .filter(feature -> feature.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Feature found(String name, boolean isThere, String where) {
        return isThere ? Feature.yes(name, where) : Feature.limited(name, "not found: " + where);
    }

    private static boolean hasFileSystem(String type) {
        try {
            return Files.readAllLines(Path.of("/proc/filesystems")).stream()
                    .anyMatch(line -> line.endsWith("\t" + type));
        } catch (IOException e) {
            return false;
        }
    }
}
