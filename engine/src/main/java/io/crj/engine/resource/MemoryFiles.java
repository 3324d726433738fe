package io.crj.engine.resource;

import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.memory.HugePages;

/** How memory files are called that no file system shows; memfd_create(2). */
public final class MemoryFiles {

    /** What links say of anonymous shared memory, whose file a program reaches by way of {@code map_files}. */
    public static final String ANONYMOUS = "/dev/zero";

    /** Before the name that the program gave it. */
    public static final String PREFIX = "/memfd:";

    /** Behind the name in any link. */
    public static final String DELETED = " (deleted)";

    private MemoryFiles() {}

    /** Whether a link of {@code /proc/PID/fd} or {@code map_files} leads to a memory file. */
    public static boolean isMemfd(String link, FileStat stat) {
        boolean named = link.startsWith(PREFIX) && link.endsWith(DELETED);
        boolean nameless = link.equals(HugePages.ANONYMOUS + DELETED) || link.equals(ANONYMOUS + DELETED);
        return (named || nameless) && stat.isRegular() && stat.links() == 0;
    }
}
