package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Debian's redis-server with data, and a client that connects for each question. */
final class RedisSubject implements AutoCloseable {

    private final Subject process;
    private final int port;

    private RedisSubject(Subject process, int port) {
        this.process = process;
        this.port = port;
    }

    static RedisSubject start(Path directory) throws IOException, InterruptedException {
        int port = freePort();
        Subject process = Subject.of(
                directory,
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--enable-debug-command",
                "local");
        RedisSubject redis = new RedisSubject(process, port);
        await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> redis.ask("PING")
                .equals("+PONG"));
        return redis;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int pid() {
        return process.pid();
    }

    void awaitGone() {
        process.awaitGone();
    }

    void fill(int keys) throws IOException {
        assertThat(ask("DEBUG POPULATE " + keys + " key 100")).isEqualTo("+OK");
        awaitNoClient();
    }

    void assertFilled(int keys) throws IOException {
        assertThat(ask("DBSIZE")).isEqualTo(":" + keys);
        assertThat(ask("STRLEN key:" + (keys - 1))).isEqualTo(":100");
        awaitNoClient();
    }

    /** The server has noticed that nobody is connected any more: a dump without connections is wanted. */
    private void awaitNoClient() {
        await().atMost(Duration.ofSeconds(10)).until(() -> connections() == 0);
    }

    /** Sockets of the server that still have a peer, see /proc/net/tcp in proc(5): established or half closed. */
    private long connections() throws IOException {
        String local = String.format("0100007F:%04X ", port);
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .map(line -> line.trim().split(" ", 2)[1])
                .filter(line -> line.startsWith(local))
                .map(line -> line.split(" ")[2])
                .filter(state -> state.equals("01") || state.equals("08"))
                .count();
    }

    private String ask(String command) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            PrintStream out = new PrintStream(socket.getOutputStream(), false, StandardCharsets.US_ASCII);
            out.print(command + "\r\n");
            out.flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
