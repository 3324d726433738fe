package io.crj.chaos.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A TCP proxy that flips one bit in each connection after so many bytes from the client to the server.
 *
 * <p>What a link or a memory error does that TCP's 16-bit checksum lets through. With a threshold above what control
 * messages amount to, only an image stream is hit.
 */
public final class CorruptingProxy {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final int serverPort;
    private final long intactBytes;

    private CorruptingProxy(int serverPort, long intactBytes) {
        this.serverPort = serverPort;
        this.intactBytes = intactBytes;
    }

    /**
     * Runs until it is ended.
     *
     * @param args port to listen on, port on loopback to forward to, bytes to leave intact in each connection.
     * @throws IOException when the port cannot be listened on.
     */
    public static void main(String[] args) throws IOException {
        CorruptingProxy proxy = new CorruptingProxy(Integer.parseInt(args[1]), Long.parseLong(args[2]));
        try (ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]))) {
            System.out.println("ready");
            while (true) {
                proxy.serve(listener.accept());
            }
        }
    }

    private void serve(Socket client) throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        start("to-server", () -> forward(client, server, intactBytes));
        start("to-client", () -> forward(server, client, Long.MAX_VALUE));
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void forward(Socket from, Socket to, long intactBytes) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            long passed = 0;
            int length = in.read(buffer);
            while (length > 0) {
                if (passed <= intactBytes && intactBytes < passed + length) {
                    buffer[(int) (intactBytes - passed)] ^= 1;
                    System.out.println("flipped a bit in byte " + intactBytes);
                }
                out.write(buffer, 0, length);
                passed += length;
                length = in.read(buffer);
            }
        } catch (IOException e) {
            System.out.println("connection ended: " + e);
        }
    }
}
