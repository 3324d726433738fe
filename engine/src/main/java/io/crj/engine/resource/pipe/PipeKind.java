package io.crj.engine.resource.pipe;

import io.crj.engine.External;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PipeEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.CheckContext;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.InheritedFiles;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.PipeQueues;
import io.crj.engine.resource.QueuedBytes;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.resource.TreeDescriptors;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Anonymous pipes; pipe(7). */
public final class PipeKind implements ResourceKind {

    static final String LINK_PREFIX = "pipe:[";

    private static final Logger LOG = LoggerFactory.getLogger(PipeKind.class);

    @Override
    public FdType type() {
        return FdType.PIPE;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.link().startsWith(LINK_PREFIX) && probe.stat().isFifo();
    }

    @Override
    public void check(FdProbe probe, CheckContext context) {
        OptionalInt holder = TreeDescriptors.of(context.pids(), context).outside(probe.link());
        if (holder.isEmpty() || context.options().tree().external().contains(external(probe))) {
            return;
        }
        String who = "process " + holder.getAsInt() + " outside the tree has this pipe open too";
        if (context.options().tree().migration()) {
            throw UnsupportedResourceException.fd(
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    who + ", and a pipe cannot span hosts; start the program with its output in a file, move both, or"
                            + " give --external " + external(probe) + " if it may be closed");
        }
        if (context.shared(PipeKind.class, HashSet<String>::new).add(probe.link())) {
            LOG.warn(
                    "pid {} fd {} ({}): {}; a restore without --inherit-fd fd[N]:{} closes that end",
                    probe.pid(),
                    probe.fd(),
                    probe.link(),
                    who,
                    probe.link());
        }
    }

    private static External external(FdProbe probe) {
        return new External("pipe", Long.toUnsignedString(probe.stat().inode()), "");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        // An inode number as the image has it, like every identifier of 32 bits in it.
        int pipeId = (int) probe.stat().inode();
        if ((probe.info().flags() & Fcntl.O_ACCMODE) != Fcntl.O_WRONLY) {
            dumpQueue(probe, pipeId, context);
        }
        PipeEntry pipe = PipeEntry.newBuilder()
                .setId(file.id())
                .setPipeId(pipeId)
                .setFlags(Descriptions.flags(probe))
                .setFown(context.owner(probe))
                .build();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setPipe(pipe)
                .build();
    }

    /** Once for each pipe, however many open files lead to it; what waits in a pipe without a reader is lost anyway. */
    private static void dumpQueue(FdProbe probe, int pipeId, DumpContext context) {
        Set<Integer> dumped = context.shared(PipeKind.class, HashSet::new);
        if (!dumped.add(pipeId)) {
            return;
        }
        QueuedBytes.dump(context.local(probe), pipeId, probe.link(), ImageKind.PIPES_DATA, context.image());
    }

    private record Key(int pipeId) {}

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        PipeEntry pipe = entry.getPipe();
        Descriptions.requirePart(entry, entry.hasPipe(), pipe.getId());
        if ((pipe.getFlags() & Fcntl.O_ACCMODE) == Fcntl.O_ACCMODE) {
            throw Descriptions.corrupt(entry, "is neither for reading nor for writing");
        }
        RestoredPipe restored = context.shared(new Key(pipe.getPipeId()), () -> make(pipe.getPipeId(), context));
        Fd fd = restored.open(pipe.getFlags());
        return Descriptions.done(fd, () -> Descriptions.restore(fd, pipe.getFlags(), pipe.getFown(), context));
    }

    private static RestoredPipe make(int pipeId, RestoreContext context) {
        PipeQueues queues =
                context.shared(PipeQueues.class, () -> PipeQueues.of(context.image(), ImageKind.PIPES_DATA));
        RestoredPipe pipe = InheritedFiles.supplied(InheritedFiles.pipe(pipeId), context)
                .map(RestoredPipe::of)
                .orElseGet(RestoredPipe::new);
        try {
            queues.of(pipeId).ifPresent(pipe::fill);
        } catch (RuntimeException | Error e) {
            pipe.close();
            throw e;
        }
        // Before the tree runs: our ends would keep its ends from seeing the end of the stream.
        context.onComplete(pipe::close);
        return pipe;
    }
}
