package io.crj.deploy.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * One connection to a sequence server, which keeps for each connection a line count and a checksum over all it got.
 *
 * <p>Request {@code N PAYLOAD\n}, answer {@code N COUNT CRC\n}: N comes back, COUNT is the number of lines so far, CRC
 * the CRC-32 (decimal) of all payloads so far. As every answer depends on all that went before, a byte that is lost,
 * repeated or changed in either direction, or in the server's memory, is noticed at the next line at the latest.
 */
final class StreamCheck implements Runnable {
    private static final int MAX_PIPELINE = 8;
    private static final int MAX_PAYLOAD_BYTES = 2000;

    private final CheckSession session;
    private final int connection;
    private final Random random;
    private final CRC32 checksum = new CRC32();
    private final Deque<String> expected = new ArrayDeque<>();
    private long lines;

    StreamCheck(CheckSession session, int connection) {
        this.session = session;
        this.connection = connection;
        this.random = new Random(connection);
    }

    @Override
    public void run() {
        try (Socket socket = new Socket(session.host(), session.port())) {
            socket.setTcpNoDelay(true);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            exchange(in, socket.getOutputStream());
        } catch (IOException | InterruptedException e) {
            session.report().error("connection " + connection + " after " + lines + " lines: " + e);
        }
    }

    private void exchange(BufferedReader in, OutputStream out) throws IOException, InterruptedException {
        long lastNanos = System.nanoTime();
        while (!session.isOver()) {
            StringBuilder batch = new StringBuilder();
            int count = 1 + random.nextInt(MAX_PIPELINE);
            for (int i = 0; i < count; i++) {
                appendLine(batch);
            }
            out.write(batch.toString().getBytes(StandardCharsets.US_ASCII));
            while (!expected.isEmpty()) {
                verify(expected.remove(), in.readLine());
                long nowNanos = System.nanoTime();
                session.report().answered(nowNanos - lastNanos);
                lastNanos = nowNanos;
            }
        }
    }

    private void appendLine(StringBuilder batch) {
        StringBuilder payload = new StringBuilder();
        int length = 1 + random.nextInt(MAX_PAYLOAD_BYTES);
        for (int i = 0; i < length; i++) {
            payload.append((char) ('!' + random.nextInt('~' - '!')));
        }
        lines++;
        checksum.update(payload.toString().getBytes(StandardCharsets.US_ASCII));
        batch.append(lines).append(' ').append(payload).append('\n');
        expected.add(lines + " " + lines + " " + checksum.getValue());
    }

    private void verify(String right, String answer) throws IOException {
        if (answer == null) {
            throw new IOException("the server closed the connection");
        }
        if (!right.equals(answer)) {
            session.report().error("connection " + connection + ": expected \"" + right + "\", got \"" + answer + "\"");
        }
    }
}
