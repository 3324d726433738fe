package io.crj.engine.namespace.mnt;

import io.crj.engine.image.proto.Fstype;
import io.crj.engine.image.proto.MntEntry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** File systems that can be made anew, by the numbers images have for them. */
final class FileSystems {

    /** The image's number of what cannot be made. */
    static final int OTHER = Fstype.UNSUPPORTED_VALUE;

    /** The image's number of tmpfs. */
    static final int TMPFS = Fstype.TMPFS_VALUE;

    private static final Map<Integer, String> NAMES = new HashMap<>();

    static {
        NAMES.put(Fstype.PROC_VALUE, "proc");
        NAMES.put(Fstype.SYSFS_VALUE, "sysfs");
        NAMES.put(Fstype.DEVTMPFS_VALUE, "devtmpfs");
        NAMES.put(Fstype.BINFMT_MISC_VALUE, "binfmt_misc");
        NAMES.put(Fstype.TMPFS_VALUE, "tmpfs");
        NAMES.put(Fstype.DEVPTS_VALUE, "devpts");
        NAMES.put(Fstype.PSTORE_VALUE, "pstore");
        NAMES.put(Fstype.SECURITYFS_VALUE, "securityfs");
        NAMES.put(Fstype.FUSECTL_VALUE, "fusectl");
        NAMES.put(Fstype.DEBUGFS_VALUE, "debugfs");
        NAMES.put(Fstype.CGROUP_VALUE, "cgroup");
        NAMES.put(Fstype.CGROUP2_VALUE, "cgroup2");
        NAMES.put(Fstype.MQUEUE_VALUE, "mqueue");
        NAMES.put(Fstype.TRACEFS_VALUE, "tracefs");
    }

    private FileSystems() {}

    /** The image's number; {@link #OTHER} for what cannot be made. */
    static int number(String name) {
        return NAMES.entrySet().stream()
                .filter(known -> known.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(OTHER);
    }

    /** The kernel's name, when the file system of {@code mount} can be made. */
    static Optional<String> name(MntEntry mount) {
        return Optional.ofNullable(NAMES.get(mount.getFstype()));
    }
}
