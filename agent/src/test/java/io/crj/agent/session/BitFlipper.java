package io.crj.agent.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes one connection on and flips a bit at a given byte of what comes from the one who connects. */
final class BitFlipper implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final int target;
    private final long atByte;

    BitFlipper(int target, long atByte) throws IOException {
        this.target = target;
        this.atByte = atByte;
        start(this::serve);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void serve() {
        try {
            Socket near = listening.accept();
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.addAll(List.of(near, far));
            start(() -> pump(far, near, Long.MAX_VALUE));
            pump(near, far, atByte);
        } catch (IOException closed) {
            close();
        }
    }

    private void pump(Socket from, Socket to, long flipAt) {
        byte[] buffer = new byte[16384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long done = 0;
            for (int length = in.read(buffer); length > 0; length = in.read(buffer)) {
                if (done <= flipAt && flipAt < done + length) {
                    buffer[(int) (flipAt - done)] ^= 4;
                }
                out.write(buffer, 0, length);
                done += length;
            }
        } catch (IOException closed) {
            // Falls through to closing both ends.
        }
        close();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "bit-flipper");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException alreadyClosed) {
            return;
        }
    }
}
