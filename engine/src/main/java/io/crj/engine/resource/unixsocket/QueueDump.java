package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.SCM_RIGHTS;
import static io.crj.engine.linux.abi.Socket.SOCK_DGRAM;

import com.google.protobuf.ByteString;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjCredentials;
import io.crj.engine.image.proto.ScmEntry;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.Message;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.OpenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Adds what waits in a socket's queue to {@code sk-queues.img}. */
record QueueDump(Fd socket, int type, OpenFile file, DumpContext context) {

    void dump() {
        FilesInFlight inFlight = FilesInFlight.of(context);
        FdProbe probe = file.probe();
        long inode = probe.stat().inode();
        List<Message> messages = inFlight.queue(inode).orElseGet(() -> {
            NotedDescriptor descriptor = NotedDescriptor.of(probe.pid(), probe.fd(), inode, context);
            return new QueueReader(socket, type, descriptor, context.journal()).read();
        });
        messages.forEach(message -> add(message, inFlight));
    }

    private void add(Message message, FilesInFlight inFlight) {
        SkPacketEntry.Builder entry =
                SkPacketEntry.newBuilder().setIdFor(file.id()).setLength(message.bytes().length);
        if (type == SOCK_DGRAM && !message.name().isEmpty()) {
            entry.setCrjSender(ByteString.copyFrom(message.name().toImage()));
        }
        message.credentials()
                .ifPresent(sender -> entry.setCrjCredentials(CrjCredentials.newBuilder()
                        .setPid(ownPid(sender.pid()))
                        .setUid(sender.uid())
                        .setGid(sender.gid())));
        if (!message.files().isEmpty()) {
            entry.addScm(ScmEntry.newBuilder()
                    .setType(SCM_RIGHTS)
                    .addAllRights(message.files().stream().map(inFlight::id).toList()));
        }
        context.image().add(ImageKind.SK_QUEUES, 0, entry.build(), message.bytes());
    }

    /** The number by which the sender knows itself, as the tree's processes have it in the image; dead ones keep ours. */
    static int ownPid(int pid) {
        return Files.exists(Path.of("/proc/" + pid)) ? OwnPids.of(pid) : pid;
    }
}
