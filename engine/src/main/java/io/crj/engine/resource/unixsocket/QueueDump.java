package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import com.google.protobuf.ByteString;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjCredentials;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.Message;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.OpenFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What waits in a socket's queue: read without being taken out. */
final class QueueDump {

    private final Fd socket;
    private final int type;
    private final int fileId;
    private final ImageBuilder image;
    private final NotedDescriptor descriptor;
    private final Journal journal;

    QueueDump(Fd socket, int type, OpenFile file, DumpContext context) {
        this.socket = socket;
        this.type = type;
        this.fileId = file.id();
        this.image = context.image();
        this.journal = context.journal();
        FdProbe probe = file.probe();
        this.descriptor =
                NotedDescriptor.of(probe.pid(), probe.fd(), probe.stat().inode(), context);
    }

    /** Adds each message to {@code sk-queues.img}; the socket's own offset for looking (SO_PEEK_OFF) is as before. */
    void dump() {
        if ((SocketCalls.poll(socket, POLLIN) & POLLIN) == 0) {
            return;
        }
        int own = SocketCalls.getInt(socket, SOL_SOCKET, SO_PEEK_OFF);
        Journal.Entry entry = journal.note(PeekOffsetAftermath.effect(descriptor, own));
        SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, 0);
        try {
            // The end of a seqpacket connection looks like one more message.
            long left = type == SOCK_DGRAM ? Long.MAX_VALUE : SocketCalls.ioctlInt(socket, Sockios.SIOCINQ);
            while (left > 0) {
                Optional<Message> message =
                        type == SOCK_STREAM ? Message.peekStream(socket, (int) left) : Message.peek(socket);
                if (message.isEmpty()) {
                    return;
                }
                add(message.get());
                left -= message.get().bytes().length;
            }
        } finally {
            SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, own);
            entry.gone();
        }
    }

    private void add(Message message) {
        SkPacketEntry.Builder entry =
                SkPacketEntry.newBuilder().setIdFor(fileId).setLength(message.bytes().length);
        if (type == SOCK_DGRAM && !message.name().isEmpty()) {
            entry.setCrjSender(ByteString.copyFrom(message.name().toImage()));
        }
        message.credentials()
                .ifPresent(sender -> entry.setCrjCredentials(CrjCredentials.newBuilder()
                        .setPid(ownPid(sender.pid()))
                        .setUid(sender.uid())
                        .setGid(sender.gid())));
        image.add(ImageKind.SK_QUEUES, 0, entry.build(), message.bytes());
    }

    /** The number by which the sender knows itself, as the tree's processes have it in the image; dead ones keep ours. */
    private static int ownPid(int pid) {
        return Files.exists(Path.of("/proc/" + pid)) ? OwnPids.of(pid) : pid;
    }
}
