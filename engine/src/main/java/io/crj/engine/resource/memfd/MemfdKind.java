package io.crj.engine.resource.memfd;

import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.MemfdFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.MemoryFiles;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;

/** Open memory files; memfd_create(2). {@link DumpedMemfds} and {@link MemfdObjects} have the files themselves. */
public final class MemfdKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.MEMFD;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return MemoryFiles.isMemfd(probe.link(), probe.stat()) && (probe.info().flags() & Fcntl.O_PATH) == 0;
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {}

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        DumpedMemfds.Memory memory = DumpedMemfds.of(context).add(probe.link(), probe.stat(), probe.procPath());
        MemfdFileEntry open = MemfdFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(probe))
                .setPos(probe.info().position())
                .setFown(context.owner(probe))
                .setInodeId(memory.inodeId())
                .build();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setMemfd(open)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        MemfdFileEntry open = entry.getMemfd();
        Descriptions.requirePart(entry, entry.hasMemfd(), open.getId());
        Descriptions.requirePosition(entry, open.getPos());
        MemfdObjects objects = MemfdObjects.of(context.image(), context);
        Fd fd = objects.open(open.getInodeId(), Descriptions.openFlags(entry, open.getFlags()));
        return Descriptions.done(fd, () -> {
            if (open.getPos() != 0) {
                FileCalls.seek(fd, open.getPos());
            }
            Descriptions.restore(fd, open.getFlags(), open.getFown(), context);
        });
    }
}
