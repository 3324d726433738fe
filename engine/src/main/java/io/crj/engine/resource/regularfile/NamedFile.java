package io.crj.engine.resource.regularfile;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountInfo;
import io.crj.engine.linux.proc.MountRoot;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.FdProbe;
import java.util.List;
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

    private static final String DELETED = " (deleted)";
    /** What a Java process publishes about itself; whichever other Java process starts removes it, once the pid is gone. */
    private static final Pattern PERFORMANCE_DATA = Pattern.compile(".*/hsperfdata_[^/]+/\\d+");

    /** The file behind a descriptor. */
    public static NamedFile of(FdProbe probe) {
        return new NamedFile(
                probe.pid(),
                "fd " + probe.fd(),
                probe.link(),
                probe.stat(),
                probe.info().flags(),
                probe.info().position(),
                probe.procPath());
    }

    /**
     * The file behind a descriptor, as a process sees it that is in the mount namespace it was opened in.
     *
     * @param tree those that may be
     */
    static NamedFile of(FdProbe probe, Set<Integer> tree) {
        NamedFile file = of(probe);
        if (!file.link.startsWith("/") || file.saysDeleted() || file.isNamed()) {
            return file;
        }
        return tree.stream()
                .filter(pid -> pid != probe.pid() && sees(pid, probe.info().mountId()))
                .map(pid -> file.seenBy(pid))
                .filter(NamedFile::isNamed)
                .findFirst()
                .orElse(file);
    }

    private static boolean sees(int pid, int mountId) {
        return MountInfo.read(pid).stream().anyMatch(mount -> mount.id() == mountId);
    }

    private boolean isNamed() {
        return statByName(link).filter(stat::isSame).isPresent();
    }

    /** Whether a path is that of what a Java process publishes about itself. */
    public static boolean isPerformanceData(String path) {
        return PERFORMANCE_DATA.matcher(path).matches();
    }

    boolean isPerformanceData() {
        return stat.isRegular() && isPerformanceData(link);
    }

    /** Whether the descriptor only names the file and cannot be used to read or write it; O_PATH. */
    boolean isPathOnly() {
        return (flags & Fcntl.O_PATH) != 0;
    }

    /** Whether the kernel says that the name it was opened under is gone; a file may be called like that, too. */
    boolean saysDeleted() {
        return link.endsWith(DELETED);
    }

    /** Whether no name leads to it any more; a directory has only one, though some file systems count otherwise. */
    boolean isUnlinked() {
        return stat.links() == 0 || stat.isDirectory() && saysDeleted();
    }

    /** The name it has or had, if what the link says after it is not part of it. */
    String lastName() {
        return saysDeleted() ? link.substring(0, link.length() - DELETED.length()) : link;
    }

    boolean isWritable() {
        return (flags & Fcntl.O_ACCMODE) != Fcntl.O_RDONLY;
    }

    /** A path that a link of the process tells, as this process has to write it. */
    String fromHere(String path) {
        return MountRoot.of(pid) + path;
    }

    /** What {@code path} leads to for the process. */
    Optional<FileStat> statByName(String path) {
        try {
            return Optional.of(
                    stat.isSymbolicLink() ? PathCalls.statOfName(fromHere(path)) : FileCalls.stat(fromHere(path)));
        } catch (SyscallException e) {
            return Optional.empty();
        }
    }

    /**
     * The same, as that ancestor sees it in whose mount namespace it was opened, before an unshare(2): the name may say
     * nothing in its own process's.
     */
    NamedFile whereItIs() {
        if (MountRoot.of(pid).isEmpty() || statByName(link).filter(stat::isSame).isPresent()) {
            return this;
        }
        try {
            int mount = mountOf(procPath);
            List<Integer> views = MountRoot.views(pid);
            for (int viewer : views) {
                if (sees(viewer, mount)) {
                    return seenBy(viewer);
                }
            }
            // Opened outside of the tree: where it was started things have the names they had.
            NamedFile outermost = seenBy(views.get(views.size() - 1));
            return outermost.statByName(link).filter(stat::isSame).isPresent() ? outermost : this;
        } catch (SyscallException e) {
            // A running process may close it while we look.
            return this;
        }
    }

    private NamedFile seenBy(int viewer) {
        return viewer == pid
                ? this
                : new NamedFile(viewer, what + " of pid " + pid, link, stat, flags, position, procPath);
    }

    /** Whether the name leads to it by way of another mount, which lies on top of the one that it was opened on. */
    boolean isMountedOver() {
        if (stat.isSymbolicLink() || MountRoot.of(pid).isEmpty()) {
            return false;
        }
        try {
            int mount = mountOf(procPath);
            return mount != mountOf(fromHere(link)) && sees(pid, mount);
        } catch (SyscallException e) {
            // A running process may close it while we look.
            return false;
        }
    }

    private static int mountOf(String path) {
        try (Fd place = FileCalls.open(path, Fcntl.O_PATH | Fcntl.O_CLOEXEC, 0)) {
            return FdInfo.read((int) ProcessHandle.current().pid(), place.number())
                    .mountId();
        }
    }

    /** A refusal that names it. */
    UnsupportedResourceException refusal(String why) {
        return new UnsupportedResourceException(pid, what + " (" + link + ")", why);
    }
}
