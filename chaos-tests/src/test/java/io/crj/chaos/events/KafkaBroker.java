package io.crj.chaos.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.deploy.LabMain;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/** A real Kafka broker on loopback, in a JVM of its own, that can be killed and started again with its data. */
final class KafkaBroker implements AutoCloseable {

    private static final int START_SECONDS = 90;

    /** Of a record batch: its base offset and the length of what follows. */
    private static final int BATCH_HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private static final int ATTRIBUTES_AT = 21;
    private static final int CONTROL = 1 << 5;

    private final Path folder;
    private final int port = freePort();
    private final int controllerPort = freePort();
    private Process process;

    /** Not started yet; {@code folder} takes its data and its log. */
    KafkaBroker(Path folder) throws IOException {
        this.folder = folder;
    }

    String bootstrap() {
        return "127.0.0.1:" + port;
    }

    /** Blocks until it serves. */
    void start() throws IOException {
        Path log = folder.resolve("broker.log");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LabMain.class.getName(),
                        "kafka",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(port),
                        "--controller-port",
                        Integer.toString(controllerPort),
                        "--dir",
                        folder.resolve("kafka").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await("broker serves, see " + log)
                .atMost(START_SECONDS, TimeUnit.SECONDS)
                .until(() -> Files.readString(log).contains("ready " + bootstrap()));
    }

    /** As a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Takes the last record batch of a topic's only partition away, which has to be the end of a transaction. */
    void forgetLastMarker(String topic) throws IOException {
        Path partition = folder.resolve("kafka").resolve("data").resolve(topic + "-0");
        Path log = partition.resolve("00000000000000000000.log");
        ByteBuffer batches = ByteBuffer.wrap(Files.readAllBytes(log));
        int last = 0;
        int end = 0;
        while (end < batches.limit()) {
            last = end;
            end += BATCH_HEAD_BYTES + batches.getInt(last + Long.BYTES);
        }
        assertThat(batches.getShort(last + ATTRIBUTES_AT) & CONTROL)
                .as("a marker")
                .isEqualTo(CONTROL);
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            file.truncate(last);
        }
        // What the broker remembers of the producers is made anew from the records when it is gone.
        try (DirectoryStream<Path> snapshots = Files.newDirectoryStream(partition, "*.snapshot")) {
            for (Path snapshot : snapshots) {
                Files.delete(snapshot);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
