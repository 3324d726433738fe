package io.crj.agent.session;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A {@code crj-agent} in a process of its own, to be killed. */
final class AgentProcess implements AutoCloseable {

    private final Path dir;
    final int port;
    private Process process;

    /** @param dir its state and log */
    AgentProcess(Path dir) throws IOException {
        this.dir = dir;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        start();
    }

    /** Returns when it listens. */
    void start() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.crj.agent.AgentMain",
                        "--listen",
                        "127.0.0.1:" + port,
                        "--state-dir",
                        state().toString(),
                        "--log-dir",
                        dir.resolve("logs").toString()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        await().atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    Path state() {
        return dir.resolve("agent-state");
    }

    private Path log() {
        return dir.resolve("agent.log");
    }

    String logged() throws IOException {
        return Files.readString(log());
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError("the agent has ended: " + logged());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; returns when it is gone. */
    void terminate() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
