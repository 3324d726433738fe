package io.crj.engine.namespace.mnt;

import io.crj.engine.linux.abi.Mount;
import java.util.List;
import java.util.Map;

/** Options of mounts: as words of the kernel's list, as flags of mount(2) in images, as attributes of mount_setattr(2). */
final class MountFlags {

    private static final Map<String, Integer> OF_MOUNT = Map.ofEntries(
            Map.entry("ro", Mount.MS_RDONLY),
            Map.entry("nosuid", Mount.MS_NOSUID),
            Map.entry("nodev", Mount.MS_NODEV),
            Map.entry("noexec", Mount.MS_NOEXEC),
            Map.entry("nosymfollow", Mount.MS_NOSYMFOLLOW),
            Map.entry("noatime", Mount.MS_NOATIME),
            Map.entry("nodiratime", Mount.MS_NODIRATIME),
            Map.entry("relatime", Mount.MS_RELATIME));

    private static final Map<String, Integer> OF_FILE_SYSTEM = Map.ofEntries(
            Map.entry("ro", Mount.MS_RDONLY),
            Map.entry("sync", Mount.MS_SYNCHRONOUS),
            Map.entry("mand", Mount.MS_MANDLOCK),
            Map.entry("dirsync", Mount.MS_DIRSYNC),
            Map.entry("lazytime", Mount.MS_LAZYTIME));

    private static final Map<Integer, Integer> ATTRIBUTES = Map.ofEntries(
            Map.entry(Mount.MS_RDONLY, Mount.MOUNT_ATTR_RDONLY),
            Map.entry(Mount.MS_NOSUID, Mount.MOUNT_ATTR_NOSUID),
            Map.entry(Mount.MS_NODEV, Mount.MOUNT_ATTR_NODEV),
            Map.entry(Mount.MS_NOEXEC, Mount.MOUNT_ATTR_NOEXEC),
            Map.entry(Mount.MS_NOSYMFOLLOW, Mount.MOUNT_ATTR_NOSYMFOLLOW),
            Map.entry(Mount.MS_NOATIME, Mount.MOUNT_ATTR_NOATIME),
            Map.entry(Mount.MS_NODIRATIME, Mount.MOUNT_ATTR_NODIRATIME));

    /** All that {@link #attributes} decides about. */
    static final long ALL_ATTRIBUTES = Mount.MOUNT_ATTR_RDONLY
            | Mount.MOUNT_ATTR_NOSUID
            | Mount.MOUNT_ATTR_NODEV
            | Mount.MOUNT_ATTR_NOEXEC
            | Mount.MOUNT_ATTR_NOSYMFOLLOW
            | Mount.MOUNT_ATTR__ATIME
            | Mount.MOUNT_ATTR_NODIRATIME;

    private MountFlags() {}

    /** The image's {@code flags}. */
    static int ofMount(List<String> words) {
        return sum(OF_MOUNT, words);
    }

    /** The image's {@code sb_flags}. */
    static int ofFileSystem(List<String> words) {
        return sum(OF_FILE_SYSTEM, words);
    }

    private static int sum(Map<String, Integer> known, List<String> words) {
        return words.stream().mapToInt(word -> known.getOrDefault(word, 0)).reduce(0, (a, b) -> a | b);
    }

    /** What is left of a file system's words for the image's {@code options}. */
    static String rest(List<String> words) {
        return String.join(
                ",",
                words.stream()
                        .filter(word -> !word.equals("rw") && !OF_FILE_SYSTEM.containsKey(word))
                        .toList());
    }

    /** Words for fsconfig(2) behind the image's {@code sb_flags}, "ro" apart: contents come first. */
    static List<String> words(int fileSystemFlags) {
        return OF_FILE_SYSTEM.entrySet().stream()
                .filter(word -> word.getValue() != Mount.MS_RDONLY && (fileSystemFlags & word.getValue()) != 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** MOUNT_ATTR_ flags for the image's {@code flags}. */
    static long attributes(int flags) {
        long attributes = 0;
        for (Map.Entry<Integer, Integer> attribute : ATTRIBUTES.entrySet()) {
            if ((flags & attribute.getKey()) != 0) {
                attributes |= attribute.getValue();
            }
        }
        boolean lenient = (flags & (Mount.MS_NOATIME | Mount.MS_RELATIME)) != 0;
        return lenient ? attributes : attributes | Mount.MOUNT_ATTR_STRICTATIME;
    }
}
