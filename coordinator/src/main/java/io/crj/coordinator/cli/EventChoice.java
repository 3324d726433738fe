package io.crj.coordinator.cli;

import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where events go: the options of every command that moves a migration on. */
final class EventChoice {

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            defaultValue = "crj.events",
            description = "Topic of the events (default ${DEFAULT-VALUE}).")
    String topic;

    @Option(
            names = "--event-linger",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "At the end wait at most this long for the broker to take all events (default"
                    + " ${DEFAULT-VALUE}); the rest goes to the events file.")
    Duration linger;

    @Option(
            names = "--events-file",
            paramLabel = "FILE",
            description = "Events as JSON lines: all of them without --kafka, else those the broker did not take"
                    + " (default $${XDG_STATE_HOME:-/var/lib}/crj/events.jsonl).")
    Path file;
}
