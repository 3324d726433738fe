package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line of {@code crj-migrate}, checked; {@link MigrateRun} does what it says. */
@Command(
        name = "crj-migrate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = {
            "crj-migrate --from HOST[:PORT] --to HOST[:PORT] [OPTION...] PID",
            "       crj-migrate list|status|cancel|resolve|recover [OPTION...] [ID]"
        },
        subcommands = {
            ListCommand.class,
            StatusCommand.class,
            CancelCommand.class,
            ResolveCommand.class,
            RecoverCommand.class
        },
        commandListHeading = "%nAbout migrations that are recorded:%n",
        sortOptions = false,
        usageHelpAutoWidth = true,
        header = "Moves a running process and its descendants to another host; its connections stay open.",
        description = {
            "",
            "Memory is sent in rounds while the tree runs; then it is stopped for a moment, the rest is sent, and it"
                    + " goes on at the other host with the same pids. On both hosts crj-agent has to run. Whatever fails"
                    + " before both agents have agreed, the tree runs on where it was.",
            ""
        },
        footer = {
            "",
            "Ctrl-C cancels, and the tree runs on at the source, unless the decision to commit is written already:"
                    + " then the command finishes and says so. Whatever else ends this command, crj-migrate recover ends"
                    + " the migration, and so does the next migration that is begun on this host.",
            "",
            "Example: crj-migrate --from hostA --to hostB --kafka broker:9092 $(pidof redis-server)"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:migrated; with --dry-run: it could be",
            "2:the command line makes no sense",
            "3:refused; nothing was touched",
            "4:failed and rolled back; the tree runs on at the source",
            "5:in doubt; the message says what an operator can do",
            "6:of cancel and resolve: too late, it is decided the other way",
            "130:cancelled and rolled back; the tree runs on at the source"
        })
public final class MigrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PID", arity = "0..1", description = "Root of the tree to move, as seen on its host.")
    int pid;

    @Option(
            names = "--from",
            paramLabel = "HOST[:PORT]",
            converter = AddressConverter.class,
            description = "Agent on the host where the tree runs (default port 7070).")
    AgentAddress source;

    @Option(
            names = "--to",
            paramLabel = "HOST[:PORT]",
            converter = AddressConverter.class,
            description = "Agent on the host where it shall run.")
    AgentAddress target;

    @Option(names = "--dry-run", description = "Ask both hosts whether it would work, then stop. Touches nothing.")
    boolean dryRun;

    @Option(
            names = "--max-downtime",
            paramLabel = "TIME",
            defaultValue = "300ms",
            converter = DurationConverter.class,
            description = "Freeze as soon as the freeze is expected to be this short (default ${DEFAULT-VALUE}).")
    Duration maxDowntime;

    @Option(
            names = "--max-rounds",
            paramLabel = "N",
            defaultValue = "8",
            description = "Freeze after this many rounds in any case (default ${DEFAULT-VALUE}).")
    int maxRounds;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "15m",
            converter = DurationConverter.class,
            description = "Roll back when the freeze has not begun by then (default ${DEFAULT-VALUE}).")
    Duration timeout;

    @Option(
            names = "--max-freeze",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationConverter.class,
            description = "Roll back when the tree has been stopped for this long and no decision is written (default"
                    + " ${DEFAULT-VALUE}).")
    Duration maxFreeze;

    @Mixin
    TreeChoice tree;

    @Mixin
    PkiChoice pki;

    @Option(
            names = "--service-address",
            paramLabel = "ADDRESS/BITS",
            split = ",",
            description = "Address that moves along; repeatable. Default: those the source's agent is set up with and"
                    + " the tree uses.")
    List<String> serviceAddresses = List.of();

    @Option(
            names = "--pidfile",
            paramLabel = "FILE",
            description = "Write the new pid, as seen on the target, to FILE, which must not exist.")
    Path pidFile;

    @Mixin
    LogChoice log;

    @Mixin
    EventChoice events;

    @Option(names = "--json", description = "The result as one JSON object on standard output, and nothing else there.")
    boolean json;

    @Option(names = "--no-progress", description = "No progress on standard error.")
    boolean noProgress;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log each message on standard error.")
    boolean verbose;

    private final Interruption interruption;

    /** Uses {@code interruption} for Ctrl-C. */
    MigrateCommand(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        // Not declared as required: the subcommands do without them.
        check(source != null, "--from HOST is missing");
        check(target != null, "--to HOST is missing");
        check(pid > 0, "PID must be given, a positive number");
        check(!source.equals(target), "--from and --to are the same agent, " + source);
        check(maxRounds >= 1, "--max-rounds must be at least 1");
        check(!maxDowntime.isZero(), "--max-downtime must be more than nothing");
        check(!timeout.isZero(), "--timeout must be more than nothing");
        check(pidFile == null || !Files.exists(pidFile), "--pidfile " + pidFile + " exists already");
        check(!maxFreeze.isZero(), "--max-freeze must be more than nothing");
        log.objections().forEach(objection -> check(false, objection));
        tree.objections().forEach(objection -> check(false, objection));
        check(LogChoice.isTopicName(events.topic), "--topic '" + events.topic + "' is no Kafka topic name");
        Logging.configure(verbose);
        return new MigrateRun(this, interruption, System.getenv(), System.out, System.err)
                .run()
                .code();
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }
}
