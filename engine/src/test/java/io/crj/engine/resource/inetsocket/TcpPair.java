package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.io.ByteArrayOutputStream;

/** Raw TCP sockets whose traffic is a numbered pattern that the receiver checks. */
final class TcpPair implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    final Fd listener;
    final Fd client;
    Fd server;

    TcpPair(InetEndpoint serverAddress) {
        this(serverAddress, serverAddress);
    }

    /** @param connectTo how the client names the server, where that differs */
    TcpPair(InetEndpoint serverAddress, InetEndpoint connectTo) {
        listener = SocketCalls.socket(serverAddress.family(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
        SocketCalls.bind(listener, serverAddress);
        SocketCalls.listen(listener, 5);
        client = SocketCalls.socket(connectTo.family(), SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
        int port = SocketCalls.localEndpoint(listener).port();
        SocketCalls.connect(client, new InetEndpoint(connectTo.family(), connectTo.words(), port, 0));
        server = SocketCalls.accept(listener);
    }

    static byte patternAt(long index) {
        return (byte) (index * 31 + (index >> 8) * 7 + (index >> 16));
    }

    /** Sends the pattern from {@code from} on, as far as it goes without waiting; where it stopped. */
    static long fill(Fd socket, long from, long to) {
        long at = from;
        while (at < to) {
            byte[] chunk = new byte[(int) Math.min(16_384, to - at)];
            for (int i = 0; i < chunk.length; i++) {
                chunk[i] = patternAt(at + i);
            }
            try {
                at += SocketCalls.send(socket, chunk, MSG_DONTWAIT | MSG_NOSIGNAL);
            } catch (SyscallException e) {
                if (e.errno() == Errno.EAGAIN) {
                    return at;
                }
                throw e;
            }
        }
        return at;
    }

    /** Receives and checks the pattern from {@code from} to {@code to}. */
    static void expect(Fd socket, long from, long to) {
        long at = from;
        while (at < to) {
            if (SocketCalls.poll(socket, POLLIN, TIMEOUT_MILLIS) == 0) {
                throw new AssertionError("nothing arrives behind byte " + at + " of " + to);
            }
            byte[] chunk = SocketCalls.receive(socket, (int) Math.min(65_536, to - at), MSG_DONTWAIT);
            if (chunk.length == 0) {
                throw new AssertionError("the connection ended behind byte " + at + " of " + to);
            }
            for (int i = 0; i < chunk.length; i++) {
                if (chunk[i] != patternAt(at + i)) {
                    throw new AssertionError("byte " + (at + i) + " is " + chunk[i] + ", not " + patternAt(at + i));
                }
            }
            at += chunk.length;
        }
    }

    /** Everything that arrives until the peer's end of file. */
    static byte[] drain(Fd socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            byte[] chunk = SocketCalls.receive(socket, 65_536, 0);
            if (chunk.length == 0) {
                return all.toByteArray();
            }
            all.writeBytes(chunk);
        }
    }

    @Override
    public void close() {
        listener.close();
        client.close();
        server.close();
    }
}
