package io.crj.engine.resource.regularfile;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.FdProbe;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A file that a process uses by name: open, mapped, its program, its working directory or its root.
 *
 * @param pid the process
 * @param what how errors call the use: {@code fd 7}, {@code mapping at 7f0000000000}, {@code working directory}
 * @param link text of the link in {@code /proc/PID} that leads to it
 * @param stat of the file itself
 * @param flags as in open(2); 0 for what is not open
 * @param position its offset; 0 for what is not open
 * @param procPath the link itself
 */
public record NamedFile(int pid, String what, String link, FileStat stat, int flags, long position, String procPath) {

    static final String DELETED = " (deleted)";
    /** What a Java process publishes about itself; whichever other Java process starts removes it, once the pid is gone. */
    private static final Pattern PERFORMANCE_DATA = Pattern.compile(".*/hsperfdata_[^/]+/\\d+");

    private static final int MEMORY_DEVICES = 1;
    /** null, zero, full, random, urandom; Documentation/admin-guide/devices.txt. */
    private static final Set<Integer> HARMLESS = Set.of(3, 5, 7, 8, 9);

    /** The file behind a descriptor. */
    static NamedFile of(FdProbe probe) {
        return new NamedFile(
                probe.pid(),
                "fd " + probe.fd(),
                probe.link(),
                probe.stat(),
                probe.info().flags(),
                probe.info().position(),
                probe.procPath());
    }

    /** Whether it is one of the character devices that are the same everywhere and remember nothing. */
    static boolean isHarmlessDevice(FileStat stat) {
        return stat.isCharacterDevice()
                && Stat.major(stat.rdev()) == MEMORY_DEVICES
                && HARMLESS.contains(Stat.minor(stat.rdev()));
    }

    /** Whether it has a place in a file system that can be found again by name. */
    static boolean isCarried(String link, FileStat stat) {
        return link.startsWith("/") && (stat.isRegular() || stat.isDirectory() || isHarmlessDevice(stat));
    }

    /** Whether no name leads to it any more. */
    boolean isDeleted() {
        return stat.links() == 0;
    }

    /** Whether its contents travel, because the name will not lead to it: deleted, or about to be. */
    public boolean isGhost() {
        return stat.isRegular() && (isDeleted() || isPerformanceData(link));
    }

    /** Whether a path is that of what a Java process publishes about itself. */
    public static boolean isPerformanceData(String path) {
        return PERFORMANCE_DATA.matcher(path).matches();
    }

    /** Its path as the process sees it. */
    public String path() {
        return isDeleted() && link.endsWith(DELETED) ? link.substring(0, link.length() - DELETED.length()) : link;
    }

    boolean isWritable() {
        return (flags & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY;
    }

    /** A refusal that names it. */
    UnsupportedResourceException refusal(String why) {
        return new UnsupportedResourceException(pid, what + " (" + link + ")", why);
    }

    /**
     * Refuses what will not be found again by its name.
     *
     * @throws UnsupportedResourceException saying why not
     */
    void checkName() {
        if (!isCarried(link, stat)) {
            throw refusal("not supported yet");
        }
        if (isDeleted()) {
            if (!stat.isRegular()) {
                throw refusal("a deleted directory is not supported yet; let the process leave it");
            }
            return;
        }
        Optional<FileStat> named = statByName();
        if (named.isPresent() && isSame(named.get())) {
            return;
        }
        if (link.endsWith(DELETED)) {
            throw refusal("it was deleted under this name but has " + stat.links()
                    + " more (hard links); carrying it needs --link-remap, which is not supported yet");
        }
        throw refusal("the name " + (named.isPresent() ? "now leads to another file" : "leads nowhere")
                + ", the one in use was moved, replaced or mounted over; not supported yet");
    }

    /** What the name leads to for the process. */
    private Optional<FileStat> statByName() {
        try {
            return Optional.of(FileCalls.stat("/proc/" + pid + "/root" + link));
        } catch (SyscallException e) {
            return Optional.empty();
        }
    }

    private boolean isSame(FileStat other) {
        return stat.device() == other.device() && stat.inode() == other.inode();
    }
}
