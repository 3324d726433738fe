package io.crj.agent;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.crj.agent.host.AddressAftermath;
import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.EngineAddresses;
import io.crj.agent.host.HostAddresses;
import io.crj.agent.host.HostDescription;
import io.crj.agent.journal.MigrationStore;
import io.crj.agent.pki.PkiCommand;
import io.crj.agent.session.AgentParts;
import io.crj.agent.session.Engine;
import io.crj.agent.session.Rehearsal;
import io.crj.agent.session.Vessels;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Janitor;
import io.crj.wire.WireException;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.stream.StreamLimits;
import io.crj.wire.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crj-agent}: serves until it is ended by a signal. */
@Command(
        name = "crj-agent",
        description = "Serves migrations of this host's processes, from here and to here.",
        mixinStandardHelpOptions = true,
        subcommands = PkiCommand.class,
        versionProvider = AgentMain.Version.class)
public final class AgentMain implements Callable<Integer> {

    private static final Path PROC = Path.of("/proc");

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            defaultValue = "0.0.0.0:7070",
            description = "where to listen for coordinators and other agents (default: ${DEFAULT-VALUE})")
    private String listen;

    @Option(
            names = "--service-address",
            paramLabel = "CIDR[@DEV]",
            description =
                    "an address that may move from or to this host with what uses it, and the device it is added to "
                            + "here; may be given several times")
    private List<String> serviceAddresses = List.of();

    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/crj/logs",
            description = "where logs of restores go when a migration asks for them (default: ${DEFAULT-VALUE})")
    private Path logs;

    @Option(
            names = "--pki",
            paramLabel = "DIR",
            defaultValue = "${env:CRJ_PKI}",
            description =
                    "folder with ca.crt, host.crt and host.key of this agent, as \"crj-agent pki issue HOST\" makes"
                            + " them (also from CRJ_PKI; default: " + PkiFolder.DEFAULT
                            + "); without certificates it listens on"
                            + " loopback only")
    private Path pki;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/crj/agent",
            description = "where this agent keeps what the next one has to know: votes, what was done to the host, how "
                    + "migrations ended; on a disk that survives the host (default: ${DEFAULT-VALUE})")
    private Path state;

    @Option(
            names = "--max-migrations",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "how many migrations from and to this host may be under way at once (default: ${DEFAULT-VALUE})")
    private int maxMigrations;

    @Option(names = "--name", description = "what to call this host (default: its host name)")
    private String name;

    @Option(
            names = {"-v", "--verbose"},
            description = "log more")
    private boolean verbose;

    @Spec
    private CommandLine.Model.CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line, ready to execute. */
    public static CommandLine commandLine() {
        return new CommandLine(new AgentMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (!(failure instanceof WireException || failure instanceof EngineException)) {
                        throw failure;
                    }
                    command.getErr().println("crj-agent: " + failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (verbose) {
            ((Logger) LoggerFactory.getLogger("io.crj")).setLevel(Level.DEBUG);
        }
        Janitor.Report left = new Janitor(Janitor.OF_THIS_HOST).clean();
        left.done().forEach(what -> LoggerFactory.getLogger(AgentMain.class)
                .info("left by a command that was killed, {}", what));
        left.failed().forEach(what -> LoggerFactory.getLogger(AgentMain.class)
                .warn("left by a command that was killed, and still there: {}", what));
        Trust trust = Trust.in(pki, HostRole.AGENT);
        trust.concern().ifPresent(LoggerFactory.getLogger(AgentMain.class)::warn);
        HostAddresses addresses = new EngineAddresses();
        HostDescription host = new HostDescription(hostName(), PROC, Clock.systemUTC());
        AgentParts parts = new AgentParts(
                Engine.LOCAL,
                AddressAftermath.kinds(addresses),
                Vessels.LOCAL,
                EventLoops.start(trust),
                WireLimits.DEFAULT,
                StreamLimits.DEFAULT,
                host,
                configured(addresses),
                addresses,
                PROC,
                logs,
                MigrationStore.open(state),
                maxMigrations);
        Agent agent = new Agent(parts, listenAddress());
        Runtime.getRuntime().addShutdownHook(new Thread(agent::close, "crj-shutdown"));
        LoggerFactory.getLogger(AgentMain.class)
                .info(
                        "{} on {} listens on {}, {}, service addresses {}",
                        HostDescription.software(),
                        host.name(),
                        agent.address(),
                        trust.describe(),
                        parts.configured().all());
        new Rehearsal(parts.engine()).run();
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private ConfiguredAddresses configured(HostAddresses addresses) {
        try {
            return ConfiguredAddresses.parse(serviceAddresses, addresses);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), "--service-address: " + wrong.getMessage(), wrong);
        }
    }

    private InetSocketAddress listenAddress() {
        int colon = listen.lastIndexOf(':');
        try {
            if (colon > 0) {
                return new InetSocketAddress(listen.substring(0, colon), Integer.parseInt(listen.substring(colon + 1)));
            }
        } catch (IllegalArgumentException noPort) {
            LoggerFactory.getLogger(AgentMain.class).debug("--listen", noPort);
        }
        throw new ParameterException(
                spec.commandLine(), "--listen: '" + listen + "' is not ADDR:PORT, as in 0.0.0.0:7070");
    }

    private String hostName() throws IOException {
        return name != null
                ? name
                : Files.readString(PROC.resolve("sys/kernel/hostname")).strip();
    }

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {HostDescription.software()};
        }
    }
}
