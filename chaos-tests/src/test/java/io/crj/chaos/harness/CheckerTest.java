package io.crj.chaos.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.fault.CorruptingProxy;
import io.crj.chaos.stranger.JvmStranger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that all end-to-end tests rely on notice a single flipped bit. */
class CheckerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String INTACT_BYTES = "200000";

    @TempDir
    private Path folder;

    private final List<Running> started = new ArrayList<>();

    @AfterEach
    void endServers() {
        started.forEach(Running::kill);
    }

    @Test
    void shouldReportNothingWhenServerIsRight() throws IOException {
        JsonNode report = check("stream-check", startStreamServer());
        assertThat(report.path("errors").asLong()).isZero();
        assertThat(report.path("requests").asLong()).isGreaterThan(10);
    }

    @Test
    void shouldNoticeBitThatStreamServerGotWrong() throws IOException {
        JsonNode report = check("stream-check", startProxy(startStreamServer()));
        assertThat(report.path("errors").asLong()).isPositive();
    }

    @Test
    void shouldNoticeBitThatRedisGotWrong() throws IOException {
        int port = freePort();
        start("redis", "redis-server", "--port", Integer.toString(port), "--save", "");
        awaitListening(port);
        assertThat(check("redis-check", port).path("errors").asLong()).isZero();
        assertThat(check("redis-check", startProxy(port)).path("errors").asLong())
                .isPositive();
    }

    private JsonNode check(String kind, int port) {
        String launcher = Lab.launcher("crj-lab").toString();
        List<String> command =
                List.of(launcher, kind, "--host", "127.0.0.1", "--port", Integer.toString(port), "--seconds", "2");
        return Json.lastObject(shell().run(LIMIT, command).stdout());
    }

    private int startStreamServer() throws IOException {
        int port = freePort();
        startJava("server", JvmStranger.class, Integer.toString(port));
        awaitListening(port);
        return port;
    }

    private int startProxy(int serverPort) throws IOException {
        int port = freePort();
        startJava("proxy", CorruptingProxy.class, Integer.toString(port), Integer.toString(serverPort), INTACT_BYTES);
        awaitListening(port);
        return port;
    }

    private void startJava(String name, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Lab.classesOf(main).toString(),
                main.getName()));
        command.addAll(List.of(arguments));
        start(name, command.toArray(String[]::new));
    }

    private void start(String name, String... command) {
        started.add(shell().start(name, List.of(command)));
    }

    private Shell shell() {
        return new Shell(folder, Map.of());
    }

    private static void awaitListening(int port) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            }
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
