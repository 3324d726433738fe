package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_PEEK_OFF;

import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CrjEndpoint;
import io.crj.engine.image.proto.SkPacketEntry;
import io.crj.engine.journal.Journal;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.PeekOffsetAftermath;
import java.util.Optional;

/** Adds datagrams that wait in a socket of a frozen tree to {@code sk-queues.img}; they are not taken out. */
record DatagramDump(OpenFile file, Fd socket, DumpContext context) {

    void dump() {
        if (SocketCalls.peekDatagram(socket).isEmpty()) {
            return;
        }
        FdProbe probe = file.probe();
        NotedDescriptor descriptor =
                NotedDescriptor.of(probe.pid(), probe.fd(), probe.stat().inode(), context);
        int own = SocketCalls.getInt(socket, SOL_SOCKET, SO_PEEK_OFF);
        Journal.Entry entry = context.journal().note(PeekOffsetAftermath.effect(descriptor, own));
        SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, 0);
        try {
            Optional<SocketCalls.Datagram> next = SocketCalls.peekDatagram(socket);
            while (next.isPresent()) {
                add(next.get());
                next = SocketCalls.peekDatagram(socket);
            }
        } finally {
            SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, own);
            entry.gone();
        }
    }

    private void add(SocketCalls.Datagram datagram) {
        SkPacketEntry entry = SkPacketEntry.newBuilder()
                .setIdFor(file.id())
                .setLength(datagram.bytes().length)
                .setCrjFrom(CrjEndpoint.newBuilder()
                        .setFamily(datagram.from().family())
                        .addAllAddress(datagram.from().words())
                        .setPort(datagram.from().port()))
                .build();
        context.image().add(ImageKind.SK_QUEUES, 0, entry, datagram.bytes());
    }
}
