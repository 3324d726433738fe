package io.crj.engine.resource;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.IfTun;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.proc.MountRoot;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;

/**
 * What can be seen of an open file from outside, gathered once.
 *
 * @param pid process that holds it
 * @param fd its number there
 * @param link text of {@code /proc/PID/fd/FD}
 * @param stat fstat(2) of the open file
 * @param info {@code /proc/PID/fdinfo/FD}
 */
public record FdProbe(int pid, int fd, String link, FileStat stat, FdInfo info) {

    /** Looks at descriptor {@code fd} of process {@code pid}. */
    public static FdProbe of(int pid, int fd) {
        String path = "/proc/" + pid + "/fd/" + fd;
        return new FdProbe(pid, fd, ProcFile.link(path), FileCalls.stat(path), FdInfo.read(pid, fd));
    }

    /** Whether it is an anonymous inode of that name, as {@code eventfd} for {@code anon_inode:[eventfd]}. */
    public boolean isAnonInode(String name) {
        return link.equals("anon_inode:[" + name + "]") || link.equals("anon_inode:" + name);
    }

    /** The same with what its fdinfo says now. */
    public FdProbe anew() {
        return new FdProbe(pid, fd, link, stat, FdInfo.read(pid, fd));
    }

    /** Whether it is an open socket, not just the place of one's name (O_PATH). */
    public boolean isSocket() {
        return stat.isSocket() && link.startsWith("socket:[");
    }

    /** Whether it is an open end of a tun or tap device, not just the place of their driver (O_PATH). */
    public boolean isTunnel() {
        return stat.isCharacterDevice()
                && Stat.major(stat.rdev()) == IfTun.MAJOR
                && Stat.minor(stat.rdev()) == IfTun.MINOR
                && (info.flags() & Fcntl.O_PATH) == 0;
    }

    /** Whether the process would reach the same file by the name it was opened under. */
    public boolean hasItsName() {
        try {
            return stat.isSame(FileCalls.stat(MountRoot.of(pid) + link));
        } catch (SyscallException e) {
            return false;
        }
    }

    /** Path through which the open file can be reached while the process lives. */
    public String procPath() {
        return "/proc/" + pid + "/fd/" + fd;
    }
}
