package io.crj.engine.resource.regularfile;

import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.FileLocks;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;

/** Open regular files, directories, and the character devices that are the same everywhere; open(2). */
public final class RegularFileKind implements ResourceKind {

    private static final String MEMORY_FILE = "/memfd:";

    @Override
    public FdType type() {
        return FdType.REG;
    }

    @Override
    public boolean claims(FdProbe probe) {
        boolean memoryFile =
                probe.link().startsWith(MEMORY_FILE) && probe.stat().links() == 0;
        return NamedFile.isCarried(probe.link(), probe.stat())
                && !memoryFile
                && (probe.info().flags() & Fcntl.O_PATH) == 0;
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        RegularFiles.check(NamedFile.of(probe));
        FileLocks.check(probe);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        NamedFile named = NamedFile.of(probe);
        RegularFiles.keepContents(file.id(), named, context);
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setReg(RegularFiles.entry(file.id(), named, context.owner(probe)))
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        RegFileEntry file = entry.getReg();
        Descriptions.requirePart(entry, entry.hasReg(), file.getId());
        Descriptions.requirePosition(entry, file.getPos());
        Fd fd = RegularFiles.open(file, Descriptions.openFlags(entry, file.getFlags()), context.image(), context);
        return Descriptions.done(fd, () -> {
            if (file.getPos() != 0) {
                FileCalls.seek(fd, file.getPos());
            }
            Descriptions.restore(fd, file.getFlags(), file.getFown(), context);
        });
    }
}
