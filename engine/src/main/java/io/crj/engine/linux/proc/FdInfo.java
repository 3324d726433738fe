package io.crj.engine.linux.proc;

import java.util.List;

/**
 * {@code /proc/PID/fdinfo/N}; proc(5), fs/proc/fd.c.
 *
 * @param position file offset in bytes
 * @param flags open flags as for open(2), close-on-exec included
 * @param mountId mount the file was opened through
 * @param inode inode number, 0 on kernels that do not print it
 * @param extra the lines that are particular to the kind of file, as printed
 */
public record FdInfo(long position, int flags, int mountId, long inode, List<String> extra) {

    /** Parses the file's text. */
    public static FdInfo parse(List<String> lines) {
        long position = 0;
        int flags = 0;
        int mountId = -1;
        long inode = 0;
        int head = 0;
        for (String line : lines) {
            if (line.startsWith("pos:")) {
                position = Long.parseLong(line.substring(4).trim());
            } else if (line.startsWith("flags:")) {
                flags = Integer.parseUnsignedInt(line.substring(6).trim(), 8);
            } else if (line.startsWith("mnt_id:")) {
                mountId = Integer.parseInt(line.substring(7).trim());
            } else if (line.startsWith("ino:")) {
                inode = Long.parseLong(line.substring(4).trim());
            } else {
                break;
            }
            head++;
        }
        return new FdInfo(position, flags, mountId, inode, List.copyOf(lines.subList(head, lines.size())));
    }

    /**
     * What stands behind {@code key} and its colon in the first such line of {@link #extra}.
     *
     * @throws IllegalStateException when this kernel prints no such line for this file
     */
    public String value(String key) {
        return extra.stream()
                .filter(line -> line.startsWith(key + ":"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("fdinfo has no line \"" + key + "\": " + extra))
                .substring(key.length() + 1)
                .trim();
    }

    /** Reads it for descriptor {@code fd} of process {@code pid}. */
    public static FdInfo read(int pid, int fd) {
        return parse(ProcFile.text("/proc/" + pid + "/fdinfo/" + fd).lines().toList());
    }
}
