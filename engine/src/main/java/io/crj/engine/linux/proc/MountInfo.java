package io.crj.engine.linux.proc;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A line of {@code /proc/PID/mountinfo}; proc_pid_mountinfo(5).
 *
 * @param device number of the file system, as the kernel itself has it
 * @param root of the file system, what of it the mount shows; {@link #origin} is its place alone
 * @param place where it is mounted, as seen from the process's root
 * @param options of the mount
 * @param shared number of its peer group, 0 without one
 * @param master number of the peer group it receives from, 0 without one
 * @param superOptions of the file system
 */
public record MountInfo(
        int id,
        int parent,
        int device,
        String root,
        String place,
        List<String> options,
        int shared,
        int master,
        boolean unbindable,
        String type,
        String source,
        List<String> superOptions) {

    private static final int KERNEL_MINOR_BITS = 20;
    private static final int FIRST_OPTIONAL = 6;
    /** What the kernel writes after the place that a file or directory had. */
    private static final String DELETED = "//deleted";

    /** Mounts that a process sees, in the order of the kernel's list. */
    public static List<MountInfo> read(Object pid) {
        String path = "/proc/" + pid + "/mountinfo";
        return list(new String(ProcFile.bytes(path), StandardCharsets.UTF_8));
    }

    /** Reads the text of such a file. */
    public static List<MountInfo> list(String text) {
        return text.lines().map(MountInfo::parse).toList();
    }

    static MountInfo parse(String line) {
        String[] words = line.split(" ", -1);
        String[] device = words[2].split(":");
        int shared = 0;
        int master = 0;
        boolean unbindable = false;
        int at = FIRST_OPTIONAL;
        for (; !words[at].equals("-"); at++) {
            String[] option = words[at].split(":");
            switch (option[0]) {
                case "shared" -> shared = Integer.parseInt(option[1]);
                case "master" -> master = Integer.parseInt(option[1]);
                case "unbindable" -> unbindable = true;
                default -> {
                    // propagate_from only says how a master outside is reached.
                }
            }
        }
        return new MountInfo(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Integer.parseInt(device[0]) << KERNEL_MINOR_BITS | Integer.parseInt(device[1]),
                plain(words[3]),
                plain(words[4]),
                List.of(words[5].split(",")),
                shared,
                master,
                unbindable,
                words[at + 1],
                plain(words[at + 2]),
                List.of(words[at + 3].split(",")));
    }

    /** Takes back what the kernel does to blanks, line ends and backslashes. */
    private static String plain(String word) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == '\\' && i + 3 < word.length()) {
                text.append((char) Integer.parseInt(word.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                text.append(word.charAt(i));
            }
        }
        return text.toString();
    }

    /** Whether what it shows has no name in its file system any more. */
    public boolean isDeleted() {
        return root.endsWith(DELETED);
    }

    /** Where in its file system the thing that it shows is, or was. */
    public String origin() {
        return isDeleted() ? root.substring(0, root.length() - DELETED.length()) : root;
    }

    /** How it is named in errors. */
    public String describe() {
        return "mount " + place + " (" + type + ", number " + id + ")";
    }
}
