package io.crj.engine.resource.regularfile;

import io.crj.engine.TreeReport.FileNeed;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FifoEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.RegFileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DescriptorHolders;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.PipeQueues;
import io.crj.engine.resource.QueuedBytes;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Pipes with a name; fifo(7). The name is a regular file's affair, the queue a pipe's. */
public final class FifoKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.FIFO;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.link().startsWith("/")
                && probe.stat().isFifo()
                && (probe.info().flags() & Fcntl.O_PATH) == 0;
    }

    private record Identity(long device, long inode) {

        static Identity of(FileStat stat) {
            return new Identity(stat.device(), stat.inode());
        }
    }

    private static Optional<Object> identity(Path descriptor, String link) {
        if (!link.startsWith("/")) {
            return Optional.empty();
        }
        try {
            FileStat stat = FileCalls.stat(descriptor.toString());
            return stat.isFifo() ? Optional.of(Identity.of(stat)) : Optional.empty();
        } catch (SyscallException e) {
            // Closed while we looked.
            return Optional.empty();
        }
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        NamedFile file = NamedFile.of(probe);
        RegularFiles.check(file, context.options().tree());
        DescriptorHolders outside =
                context.shared(FifoKind.class, () -> DescriptorHolders.outside(context.pids(), FifoKind::identity));
        OptionalInt holder = outside.of(Identity.of(probe.stat()));
        if (holder.isPresent()) {
            throw file.refusal("process " + holder.getAsInt() + " outside the tree has this fifo open too, and a fifo"
                    + " cannot span hosts; move both, or have one of them close it");
        }
    }

    @Override
    public List<FileNeed> needs(FdProbe probe, CheckContext context) {
        return FileNeeds.ofOpen(NamedFile.of(probe), context.options().tree()).stream()
                .toList();
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        Fd end = context.local(probe);
        // An inode number as the image has it, like every identifier of 32 bits in it.
        int pipeId = (int) probe.stat().inode();
        dumpQueue(probe, end, pipeId, context);
        int regularId = ExtraFiles.next(context);
        RegFileEntry regular = RegularFiles.dump(regularId, NamedFile.of(probe), context.owner(probe), context);
        context.image()
                .add(
                        ImageKind.FILES,
                        0,
                        FileEntry.newBuilder()
                                .setType(FdType.REG)
                                .setId(regularId)
                                .setReg(regular)
                                .build());
        FifoEntry.Builder fifo =
                FifoEntry.newBuilder().setId(file.id()).setPipeId(pipeId).setRegfId(regularId);
        if (awaitsWriter(probe, end)) {
            fifo.setAwaitsWriter(true);
        }
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setFifo(fifo)
                .build();
    }

    /** Whether poll(2) waits for a first writer; once there was one, it reports that nobody writes any more. */
    private static boolean awaitsWriter(FdProbe probe, Fd end) {
        return (probe.info().flags() & Fcntl.O_ACCMODE) == Fcntl.O_RDONLY
                && QueuedBytes.count(end) == 0
                && (SocketCalls.poll(end, 0) & Socket.POLLHUP) == 0;
    }

    /** Once for each fifo. Unlike a pipe's, its queue stays without a reader: the next to open it reads it. */
    private static void dumpQueue(FdProbe probe, Fd end, int pipeId, DumpContext context) {
        Set<Integer> dumped = context.shared(FifoKind.class, HashSet::new);
        if (!dumped.add(pipeId)) {
            return;
        }
        boolean reads = (probe.info().flags() & Fcntl.O_ACCMODE) != Fcntl.O_WRONLY;
        if (reads || QueuedBytes.count(end) == 0) {
            QueuedBytes.dump(end, pipeId, probe.link(), ImageKind.FIFO_DATA, context.image());
            return;
        }
        try (Fd reader = FileCalls.reopen(end, Fcntl.O_RDONLY | Fcntl.O_NONBLOCK)) {
            QueuedBytes.dump(reader, pipeId, probe.link(), ImageKind.FIFO_DATA, context.image());
        }
    }

    private record Key(int pipeId) {}

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        FifoEntry fifo = entry.getFifo();
        Descriptions.requirePart(entry, entry.hasFifo(), fifo.getId());
        RegFileEntry file = context.image().messages(FileEntry.class, ImageKind.FILES, 0).stream()
                .filter(other -> other.hasReg() && other.getId() == fifo.getRegfId())
                .findFirst()
                .orElseThrow(() -> Descriptions.corrupt(
                        entry, "has no file " + Integer.toUnsignedString(fifo.getRegfId()) + " for its name"))
                .getReg();
        int flags = Descriptions.openFlags(entry, file.getFlags());
        if (!fifo.getAwaitsWriter()) {
            context.shared(new Key(fifo.getPipeId()), () -> open(fifo.getPipeId(), file, context));
        }
        // A reader would wait for a writer, and the other way round.
        Fd fd = RegularFiles.open(file, flags | Fcntl.O_NONBLOCK, context.image(), context);
        return Descriptions.done(fd, () -> Descriptions.restore(fd, file.getFlags(), file.getFown(), context));
    }

    /** Open for both until all open files of the tree that lead to it are there, and filled. */
    private static Fd open(int pipeId, RegFileEntry file, RestoreContext context) {
        PipeQueues queues = context.shared(FifoKind.class, () -> PipeQueues.of(context.image(), ImageKind.FIFO_DATA));
        Fd both = RegularFiles.open(file, Fcntl.O_RDWR | Fcntl.O_NONBLOCK, context.image(), context);
        try {
            if (!FileCalls.stat(both).isFifo()) {
                throw new EngineException(FileComparison.describe(file) + " is no fifo here");
            }
            queues.of(pipeId).ifPresent(queue -> QueuedBytes.restore(both, queue, ImageKind.FIFO_DATA));
        } catch (RuntimeException | Error e) {
            both.close();
            throw e;
        }
        // Before the tree runs: it would keep the tree's ends from seeing that nobody is at the other.
        context.onComplete(both::close);
        return both;
    }
}
