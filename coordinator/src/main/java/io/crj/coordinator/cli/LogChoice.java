package io.crj.coordinator.cli;

import io.crj.coordinator.log.FileMigrationLog;
import io.crj.coordinator.log.KafkaMigrationLog;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.MigrationLogException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Where migrations are recorded: the options of every command that reads or writes the log. */
final class LogChoice {

    @Option(
            names = "--kafka",
            paramLabel = "BOOTSTRAP",
            defaultValue = "${env:CRJ_KAFKA}",
            description = "Publish events to this Kafka and record migrations and decisions there,"
                    + " host:port[,host:port…] (also from CRJ_KAFKA).")
    String kafka;

    @Option(
            names = "--decision-topic",
            paramLabel = "TOPIC",
            defaultValue = KafkaMigrationLog.DEFAULT_TOPIC,
            description = "Compacted topic of migrations and decisions, made where it is missing (default"
                    + " ${DEFAULT-VALUE}).")
    private String topic;

    @Option(
            names = "--decision-log",
            paramLabel = "DIR",
            description = "Folder where migrations and decisions are recorded, also with --kafka (default without it"
                    + " $${XDG_STATE_HOME:-/var/lib}/crj/migrations).")
    private Path folder;

    private boolean tried;

    /** Null when it is away. */
    private MigrationLog broker;

    /** Says what is wrong, a sentence each. */
    List<String> objections() {
        List<String> found = new ArrayList<>();
        if (kafka != null && !kafka.matches("[^\\s,]+:\\d+(,[^\\s,]+:\\d+)*")) {
            found.add("--kafka must be host:port[,host:port…]");
        }
        if (!isTopicName(topic)) {
            found.add("--decision-topic '" + topic + "' is no Kafka topic name");
        }
        return found;
    }

    static boolean isTopicName(String text) {
        return text.matches("[A-Za-z0-9._-]{1,249}");
    }

    /** The log of a new migration; a broker that is away now would be of no help later. */
    MigrationLog forNew(Map<String, String> environment, Consumer<String> warn) {
        return kafka == null || folder != null
                ? file(environment)
                : broker(warn, "the decision is kept in " + file(environment).place())
                        .orElseGet(() -> file(environment));
    }

    /** The log of this host. */
    MigrationLog own(Map<String, String> environment) {
        return file(environment);
    }

    /** All logs that may know a migration. */
    List<MigrationLog> all(Map<String, String> environment, Consumer<String> warn) {
        List<MigrationLog> logs = new ArrayList<>();
        logs.add(file(environment));
        if (kafka != null) {
            broker(warn, "what is recorded there is left out").ifPresent(logs::add);
        }
        return logs;
    }

    /** Tried once, and told once when it is away. */
    private Optional<MigrationLog> broker(Consumer<String> warn, String consequence) {
        if (!tried) {
            tried = true;
            KafkaMigrationLog log = new KafkaMigrationLog(kafka, topic);
            try {
                log.prepare();
                broker = log;
            } catch (MigrationLogException away) {
                warn.accept("warning: " + consequence + ": " + away.getMessage());
            }
        }
        return Optional.ofNullable(broker);
    }

    private MigrationLog file(Map<String, String> environment) {
        return new FileMigrationLog(folder == null ? StateFolder.of(environment).resolve("migrations") : folder);
    }
}
