package io.crj.deploy;

import io.crj.deploy.client.RedisCheckClient;
import io.crj.deploy.client.RedisFill;
import io.crj.deploy.client.StreamCheckClient;
import io.crj.deploy.kafka.EmbeddedKafka;
import io.crj.deploy.kafka.EventTail;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The helpers of the lab and the demo under one command, {@code crj-lab}. */
@Command(
        name = "crj-lab",
        description = "Helpers of the lab: a Kafka broker, an event reader and clients that check every byte.",
        mixinStandardHelpOptions = true,
        subcommands = {
            EmbeddedKafka.class,
            EventTail.class,
            RedisFill.class,
            RedisCheckClient.class,
            StreamCheckClient.class
        })
public final class LabMain {
    private LabMain() {}

    /**
     * Runs one helper and exits with its code: 0 all well, 1 a check or the helper failed, 2 wrong usage.
     *
     * @param args the helper's name and its options.
     */
    public static void main(String[] args) {
        // Before the first logger exists: the agent and the coordinator have configurations of their own.
        System.setProperty("logback.configurationFile", "crj-lab-logback.xml");
        System.exit(new CommandLine(new LabMain()).execute(args));
    }
}
