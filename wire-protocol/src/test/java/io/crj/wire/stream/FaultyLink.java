package io.crj.wire.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes one connection on to a port and can spoil, cut or silence it after so many bytes from the one who connects. */
final class FaultyLink implements AutoCloseable {

    /** What happens at the given byte. */
    enum Fault {
        NONE,
        FLIP_BIT,
        CUT,
        SILENCE
    }

    private final ServerSocket listening;
    private final int target;
    private final Fault fault;
    private final long atByte;
    private volatile boolean silent;
    private volatile Socket near;
    private volatile Socket far;

    FaultyLink(InetSocketAddress to, Fault fault, long atByte) throws IOException {
        this.target = to.getPort();
        this.fault = fault;
        this.atByte = atByte;
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        start(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        try {
            near = listening.accept();
            far = new Socket(InetAddress.getLoopbackAddress(), target);
            start(() -> pump(far, near, Fault.NONE));
            pump(near, far, fault);
        } catch (IOException closed) {
            close();
        }
    }

    private void pump(Socket from, Socket to, Fault here) {
        byte[] buffer = new byte[16384];
        long done = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                if (here != Fault.NONE && done <= atByte && atByte < done + length) {
                    spoil(buffer, (int) (atByte - done));
                }
                done += length;
                if (!silent) {
                    out.write(buffer, 0, length);
                }
            }
        } catch (IOException closed) {
            // Falls through to closing both ends.
        }
        close();
    }

    private void spoil(byte[] buffer, int index) {
        switch (fault) {
            case FLIP_BIT -> buffer[index] ^= 0x10;
            case CUT -> close();
            case SILENCE -> silent = true;
            case NONE -> throw new IllegalStateException();
        }
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "faulty-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : new Socket[] {near, far}) {
                if (socket != null) {
                    socket.close();
                }
            }
        } catch (IOException unlikely) {
            throw new UncheckedIOException(unlikely);
        }
    }
}
