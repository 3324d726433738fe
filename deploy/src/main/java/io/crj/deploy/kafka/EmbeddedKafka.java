package io.crj.deploy.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Callable;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A single-node Kafka broker in KRaft mode for the lab: controller and broker in one JVM, storage formatted at start.
 *
 * <p>Prints {@code ready HOST:PORT} on standard output once it serves, then runs until it is ended.
 */
@Command(name = "kafka", description = "Runs a single-node Kafka broker (KRaft) on fresh storage.")
public final class EmbeddedKafka implements Callable<Integer> {
    private static final String NODE_ID = "1";

    /** The same at every start, so that a broker that was killed finds its storage again. */
    private static final String CLUSTER_ID = "Y3JqLWxhYi1icm9rZXItMQ";

    @Option(names = "--host", required = true, description = "Name under which clients reach the broker.")
    private String host;

    @Option(names = "--port", defaultValue = "9092", description = "Port for clients (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--controller-port",
            defaultValue = "9093",
            description = "Port of the controller on loopback (default ${DEFAULT-VALUE}).")
    private int controllerPort;

    @Option(names = "--dir", required = true, description = "Folder for its storage; made if it is not there.")
    private Path directory;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(directory);
        Properties settings = settings();
        format(settings);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
        server.startup();
        System.out.println("ready " + host + ":" + port);
        server.awaitShutdown();
        return 0;
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", NODE_ID);
        settings.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("listeners", "CLIENTS://0.0.0.0:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "CLIENTS://" + host + ":" + port);
        settings.setProperty("inter.broker.listener.name", "CLIENTS");
        settings.setProperty("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("log.dirs", directory.resolve("data").toString());
        // One node cannot hold the three copies that Kafka wants by default.
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("offsets.topic.num.partitions", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("transaction.state.log.num.partitions", "1");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        // The default takes 128 MiB of heap at start, whatever there is to clean.
        settings.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
        return settings;
    }

    private void format(Properties settings) throws IOException {
        Path file = directory.resolve("server.properties");
        try (Writer writer = Files.newBufferedWriter(file)) {
            settings.store(writer, "written by crj-lab kafka at every start");
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        String[] arguments = {"format", "--ignore-formatted", "-t", CLUSTER_ID, "-c", file.toString()};
        int result = StorageTool.execute(arguments, new PrintStream(output, true, StandardCharsets.UTF_8));
        if (result != 0) {
            throw new IOException("Kafka could not format its storage in " + directory + " (exit code " + result + "): "
                    + output.toString(StandardCharsets.UTF_8));
        }
    }
}
