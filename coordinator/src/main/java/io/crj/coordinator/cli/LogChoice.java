package io.crj.coordinator.cli;

import io.crj.coordinator.log.FileMigrationLog;
import io.crj.coordinator.log.KafkaMigrationLog;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.MigrationLogException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        if (kafka == null || folder != null) {
            return file(environment);
        }
        KafkaMigrationLog log = new KafkaMigrationLog(kafka, topic);
        try {
            log.prepare();
            return log;
        } catch (MigrationLogException away) {
            MigrationLog local = file(environment);
            warn.accept("warning: the decision is kept in " + local.place() + ": " + away.getMessage());
            return local;
        }
    }

    /** All logs that may know a migration. */
    List<MigrationLog> all(Map<String, String> environment, Consumer<String> warn) {
        List<MigrationLog> logs = new ArrayList<>();
        logs.add(file(environment));
        if (kafka != null) {
            KafkaMigrationLog log = new KafkaMigrationLog(kafka, topic);
            try {
                log.prepare();
                logs.add(log);
            } catch (MigrationLogException away) {
                warn.accept("warning: what is recorded there is left out: " + away.getMessage());
            }
        }
        return logs;
    }

    private MigrationLog file(Map<String, String> environment) {
        return new FileMigrationLog(folder == null ? StateFolder.of(environment).resolve("migrations") : folder);
    }
}
