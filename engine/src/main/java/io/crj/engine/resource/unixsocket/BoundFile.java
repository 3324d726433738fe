package io.crj.engine.resource.unixsocket;

import io.crj.engine.TreeReport;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.FilePermsEntry;
import io.crj.engine.image.proto.UnixSkEntry;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;

/** The file that a socket of a tree is bound to: where it is, whether it is still there, and whose it is. */
final class BoundFile {

    private static final String DELETED = " (deleted)";

    private final FdProbe probe;
    private final String name;
    private final FileStat stat;
    private final String link;

    private BoundFile(FdProbe probe, String name, Fd file) {
        this.probe = probe;
        this.name = name;
        this.stat = FileCalls.stat(file);
        String text = ProcFile.link("/proc/self/fd/" + file.number());
        this.link = text.endsWith(DELETED) ? text.substring(0, text.length() - DELETED.length()) : text;
    }

    /** Adds what images have about it. */
    static void dump(FdProbe probe, Fd socket, UnixName name, DumpContext context, UnixSkEntry.Builder entry) {
        if (!name.isPath()) {
            return;
        }
        Optional<Fd> file = UnixCalls.file(socket);
        if (file.isEmpty()) {
            entry.setDeleted(true);
            return;
        }
        try (Fd opened = file.get()) {
            new BoundFile(probe, name.path(), opened).dump(entry);
            context.mountId("/proc/self/fd/" + opened.number()).ifPresent(entry::setMntId);
        } catch (CharacterCodingException e) {
            throw new EngineException("the name of " + probe.link() + " is not UTF-8", e);
        }
    }

    /** What another host must have for a socket that is called by this name; nothing for a name that counts from elsewhere. */
    static Optional<TreeReport.FileNeed> need(FdProbe caller, UnixName name) {
        try {
            String path = name.path();
            if (!path.startsWith("/")) {
                return Optional.empty();
            }
            String root = "/proc/" + caller.pid() + "/root";
            int mode = FileCalls.stat(root + path).mode();
            String top = ProcFile.link(root);
            return Optional.of(new TreeReport.FileNeed(top.equals("/") ? path : top + path, -1, mode));
        } catch (CharacterCodingException e) {
            throw new EngineException("the name of the peer of " + caller.link() + " is not UTF-8", e);
        }
    }

    private void dump(UnixSkEntry.Builder entry) {
        entry.setFilePerms(FilePermsEntry.newBuilder()
                .setMode(stat.mode())
                .setUid(stat.uid())
                .setGid(stat.gid()));
        String directory = name.startsWith("/") ? "" : directory();
        if (!directory.isEmpty()) {
            entry.setNameDir(directory);
        }
        if (!isAt(name.startsWith("/") ? name : directory + "/" + name)) {
            entry.setDeleted(true);
        }
    }

    /** Where a relative name counts from: the process was there when it bound the socket. */
    private String directory() {
        String end = "/" + name;
        if (link.endsWith(end) && link.length() > end.length()) {
            return link.substring(0, link.length() - end.length());
        }
        return link.equals(end) ? "/" : ProcFile.link("/proc/" + probe.pid() + "/cwd");
    }

    private boolean isAt(String path) {
        try {
            FileStat there = FileCalls.stat("/proc/" + probe.pid() + "/root" + path);
            return there.inode() == stat.inode() && there.device() == stat.device();
        } catch (SyscallException e) {
            return false;
        }
    }
}
