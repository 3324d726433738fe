package io.crj.chaos.stranger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A JVM with a dozen threads that serve TCP: the stranger of the end-to-end tests that is hardest to move.
 *
 * <p>The same sequence server as {@code server.py}; each thread accepts and serves a connection of its own.
 */
public final class JvmStranger {
    private static final int THREADS = 12;

    private JvmStranger() {}

    /**
     * Runs until it is ended.
     *
     * @param args the port.
     * @throws IOException when the port cannot be listened on.
     */
    public static void main(String[] args) throws IOException {
        ServerSocket listener = new ServerSocket(Integer.parseInt(args[0]));
        for (int i = 0; i < THREADS; i++) {
            new Thread(() -> serveForever(listener), "server-" + i).start();
        }
    }

    private static void serveForever(ServerSocket listener) {
        while (true) {
            try (Socket client = listener.accept()) {
                client.setTcpNoDelay(true);
                serve(client);
            } catch (IOException e) {
                System.out.println("connection ended: " + e);
            }
        }
    }

    private static void serve(Socket client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        OutputStream out = client.getOutputStream();
        CRC32 checksum = new CRC32();
        long lines = 0;
        String line = in.readLine();
        while (line != null) {
            int space = line.indexOf(' ');
            lines++;
            checksum.update(line.substring(space + 1).getBytes(StandardCharsets.US_ASCII));
            String answer = line.substring(0, space) + " " + lines + " " + checksum.getValue() + "\n";
            out.write(answer.getBytes(StandardCharsets.US_ASCII));
            line = in.readLine();
        }
    }
}
