package io.crj.engine.resource.signalfd;

import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.SignalfdEntry;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;

/** Signals behind descriptors; signalfd(2). The signals themselves wait with the tasks, not here. */
public final class SignalfdKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.SIGNALFD;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode("signalfd");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        SignalfdEntry signals = SignalfdEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(file.probe()))
                .setFown(context.owner(file.probe()))
                .setSigmask(Long.parseUnsignedLong(file.probe().info().value("sigmask"), 16))
                .build();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setSgfd(signals)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        SignalfdEntry signals = entry.getSgfd();
        Descriptions.requirePart(entry, entry.hasSgfd(), signals.getId());
        Fd fd = EventCalls.signalfd(signals.getSigmask());
        return Descriptions.done(fd, () -> Descriptions.restore(fd, signals.getFlags(), signals.getFown(), context));
    }
}
