package io.crj.engine.resource.tty;

import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.TtyFileEntry;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.trace.RemoteTask;

/** Terminals: both sides of pseudo-terminals, and /dev/tty; pty(7), tty(4). */
public final class TtyKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.TTY;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return TerminalId.isTerminal(probe);
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        TtyCheck.openFile(probe, context);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        TtyFileEntry terminal = TtyFileEntry.newBuilder()
                .setId(file.id())
                .setTtyInfoId(TtyDump.of(context).terminal(file))
                .setFlags(Descriptions.flags(probe))
                .setFown(context.owner(probe))
                .setRegfId(TtyDump.path(file, context))
                .build();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setTty(terminal)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        TtyFileEntry terminal = entry.getTty();
        Descriptions.requirePart(entry, entry.hasTty(), terminal.getId());
        return new RestoreResult.Done(TtyRestore.of(context).open(entry));
    }

    @Override
    public void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {
        TtyRestore.of(context).wired(entry, task, fd);
    }
}
