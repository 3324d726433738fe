package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.MemoryFiles;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import java.util.List;

/**
 * Open regular files and directories, the character devices that are the same everywhere, and whatever is open with O_PATH,
 * just for its place; open(2).
 */
public final class RegularFileKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.REG;
    }

    @Override
    public boolean claims(FdProbe probe) {
        FileStat stat = probe.stat();
        if (MemoryFiles.isMemfd(probe.link(), stat)
                || probe.isTunnel()
                || !probe.link().startsWith("/")) {
            return false;
        }
        boolean device = stat.isDevice() && !Devices.isTerminal(stat);
        return stat.isRegular()
                || stat.isDirectory()
                || device
                || isPathOnly(probe.info().flags());
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        RegularFiles.check(
                NamedFile.of(probe, context.pids()), context.options().tree());
    }

    @Override
    public List<FileNeed> needs(FdProbe probe, CheckContext context) {
        NamedFile file = NamedFile.of(probe, context.pids());
        // What only another process sees is on a mount of the tree's own.
        return file.pid() == probe.pid()
                ? FileNeeds.ofOpen(file, context.options().tree()).stream().toList()
                : List.of();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setReg(RegularFiles.dump(
                        file.id(),
                        NamedFile.of(probe, OpenFile.holders(context.openFiles())),
                        context.owner(probe),
                        context))
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        RegFileEntry file = entry.getReg();
        Descriptions.requirePart(entry, entry.hasReg(), file.getId());
        Descriptions.requirePosition(entry, file.getPos());
        boolean pathOnly = isPathOnly(file.getFlags());
        int flags = Descriptions.openFlags(entry, file.getFlags() & ~Fcntl.O_PATH);
        DescriptorPlaces.take(file.getName(), context);
        Fd fd = RegularFiles.open(file, pathOnly ? flags | Fcntl.O_PATH : flags, context.image(), context);
        return Descriptions.done(fd, () -> {
            if (pathOnly) {
                return;
            }
            if (file.getPos() != 0) {
                FileCalls.seek(fd, file.getPos());
            }
            Descriptions.restore(fd, file.getFlags(), file.getFown(), context);
        });
    }

    private static boolean isPathOnly(int flags) {
        return (flags & Fcntl.O_PATH) != 0;
    }
}
