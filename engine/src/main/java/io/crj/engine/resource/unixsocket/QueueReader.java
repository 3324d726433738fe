package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.journal.Journal;
import io.crj.engine.linux.abi.Sockios;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.Message;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.PeekOffsetAftermath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What waits in a socket's queue, read without being taken out. */
record QueueReader(Fd socket, int type, NotedDescriptor descriptor, Journal journal) {

    /** Each message, oldest first; the socket's own offset for looking (SO_PEEK_OFF) is as before. */
    List<Message> read() {
        List<Message> messages = new ArrayList<>();
        if ((SocketCalls.poll(socket, POLLIN) & POLLIN) == 0) {
            return messages;
        }
        int own = SocketCalls.getInt(socket, SOL_SOCKET, SO_PEEK_OFF);
        Journal.Entry entry = journal.note(PeekOffsetAftermath.effect(descriptor, own));
        SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, 0);
        try {
            if (type == SOCK_STREAM) {
                stream(messages);
            } else {
                packets(messages);
            }
        } catch (RuntimeException | Error e) {
            messages.forEach(message -> message.files().forEach(Fd::close));
            throw e;
        } finally {
            SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, own);
            entry.gone();
        }
        return messages;
    }

    private void packets(List<Message> messages) {
        // The end of a seqpacket connection looks like one more message.
        long left = type == SOCK_DGRAM ? Long.MAX_VALUE : SocketCalls.ioctlInt(socket, Sockios.SIOCINQ);
        while (left > 0) {
            Optional<Message> message = Message.peek(socket);
            if (message.isEmpty()) {
                return;
            }
            messages.add(message.get());
            left -= message.get().bytes().length;
        }
    }

    private void stream(List<Message> messages) {
        int left = SocketCalls.ioctlInt(socket, Sockios.SIOCINQ);
        int at = 0;
        while (left > 0) {
            Optional<Message> found = peek(at, left);
            if (found.isEmpty()) {
                return;
            }
            Message message = found.get();
            if (!message.files().isEmpty() && message.bytes().length > 1) {
                message = firstWhole(message, at);
            }
            messages.add(message);
            left -= message.bytes().length;
            at += message.bytes().length;
        }
    }

    private Optional<Message> peek(int at, int maxBytes) {
        SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, at);
        return Message.peekStream(socket, maxBytes);
    }

    /**
     * A piece of a stream ends behind bytes that came with files, but may begin with others that came before: these have
     * to be sent again on their own, or whoever reads them would get the files too early.
     */
    private Message firstWhole(Message piece, int at) {
        SocketCalls.setInt(socket, SOL_SOCKET, SO_PEEK_OFF, at);
        int before = Message.bytesBeforeLast(socket, piece.bytes().length);
        if (before == 0) {
            return piece;
        }
        piece.files().forEach(Fd::close);
        // A look that ends before a piece with files sees these all the same.
        Message first = peek(at, before).orElseThrow();
        first.files().forEach(Fd::close);
        return new Message(first.bytes(), first.name(), first.credentials(), List.of());
    }
}
