package io.crj.engine.resource.pidfd;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PidfdEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Pidfd;
import io.crj.engine.linux.proc.Descent;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import java.util.List;
import java.util.Set;

/** Pidfds: of processes of the tree, and of such that have ended; pidfd_open(2). */
public final class PidfdKind implements ResourceKind {

    /** Of a process that has ended and that somebody has waited for; fdinfo and images have it. */
    private static final int GONE = -1;

    @Override
    public FdType type() {
        return FdType.PIDFD;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode("pidfd");
    }

    private static int pid(FdProbe probe) {
        return Integer.parseInt(probe.info().value("Pid"));
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        int pid = pid(probe);
        if (pid != GONE && !isMember(pid, context.pids())) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    "it is of pid " + pid + ", which is not part of the tree, or a thread of it; move that process as"
                            + " well, or have the program close the descriptor");
        }
    }

    /** Also of a process that has ended and whose parent, of the tree, has not waited for it yet. */
    private static boolean isMember(int pid, Set<Integer> tree) {
        if (tree.contains(pid)) {
            return true;
        }
        boolean process = pid > 0 && TaskStatus.read(pid).numbers("Tgid").equals(List.of(pid));
        return process && !Descent.isStranger(pid, tree);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        int pid = pid(probe);
        PidfdEntry.Builder entry = PidfdEntry.newBuilder()
                .setId(file.id())
                .setIno((int) probe.stat().inode())
                .setFlags(Descriptions.flags(probe) & ~Fcntl.O_RDWR)
                .setNspid(pid == GONE ? GONE : OwnPids.of(pid))
                .setFown(context.owner(probe));
        if (pid == GONE) {
            DeadProcesses.status(context.local(probe)).ifPresent(entry::setCrjExitStatus);
        }
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setPidfd(entry)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        PidfdEntry pidfd = entry.getPidfd();
        Descriptions.requirePart(entry, entry.hasPidfd(), pidfd.getId());
        Fd fd;
        if (pidfd.getNspid() == GONE) {
            DeadProcesses dead = context.shared(DeadProcesses.class, DeadProcesses::new);
            fd = dead.open(pidfd.getIno(), pidfd.getCrjExitStatus());
        } else {
            requireMember(entry, pidfd.getNspid(), context);
            fd = FileCalls.pidfdOpen(
                    context.outerPid(pidfd.getNspid()), pidfd.getFlags() & (Pidfd.PIDFD_THREAD | Fcntl.O_NONBLOCK));
        }
        return Descriptions.done(fd, () -> Descriptions.restore(fd, pidfd.getFlags(), pidfd.getFown(), context));
    }

    private static void requireMember(FileEntry entry, int pid, RestoreContext context) {
        boolean member = context.image().messages(PstreeEntry.class, ImageKind.PSTREE, 0).stream()
                .anyMatch(process -> process.getPid() == pid);
        if (!member) {
            throw Descriptions.corrupt(entry, "is a pidfd of " + pid + ", which is not part of the tree");
        }
    }
}
