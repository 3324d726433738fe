package io.crj.engine.resource.eventfd;

import io.crj.engine.image.proto.EventfdFileEntry;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Eventfd;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Event counters; eventfd(2). */
public final class EventfdKind implements ResourceKind {

    @Override
    public FdType type() {
        return FdType.EVENTFD;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode("eventfd");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdInfo info = file.probe().info();
        EventfdFileEntry.Builder counter = EventfdFileEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(file.probe()))
                .setFown(context.owner(file.probe()))
                .setCounter(Long.parseUnsignedLong(info.value("eventfd-count"), 16));
        if (info.value("eventfd-semaphore").equals("1")) {
            counter.setSemaphore(true);
        }
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setEfd(counter)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        EventfdFileEntry counter = entry.getEfd();
        Descriptions.requirePart(entry, entry.hasEfd(), counter.getId());
        // The largest value write(2) takes; only the kernel itself can raise a counter above it.
        if (counter.getCounter() == -1) {
            throw Descriptions.corrupt(entry, "has a counter that overflowed");
        }
        Fd fd = EventCalls.eventfd(counter.getSemaphore() ? Eventfd.EFD_SEMAPHORE : 0);
        return Descriptions.done(fd, () -> {
            if (counter.getCounter() != 0) {
                FileCalls.writeFully(fd, bytes(counter.getCounter()));
            }
            Descriptions.restore(fd, counter.getFlags(), counter.getFown(), context);
        });
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
