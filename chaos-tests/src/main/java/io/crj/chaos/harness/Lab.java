package io.crj.chaos.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A lab of its own for one test, raised and taken down with {@code deploy/lab.sh}. */
public final class Lab implements AutoCloseable {
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(120);
    private static final Duration STRANGER_LIMIT = Duration.ofSeconds(300);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final String BRIDGE = "all=$(ip -4 -oneline address show dev eth0 | awk '{print $4}');"
            // Else the bridge's address changes with what is plugged into it, and others know it by the old one.
            + " mac=$(ip -oneline link show dev eth0 | sed 's/.*ether \\([^ ]*\\).*/\\1/');"
            + " ip link add br0 address $mac type bridge; ip address flush dev eth0; ip link set eth0 master br0; ip link set br0 up;"
            + " for one in $all; do ip address add $one dev br0; done";

    /** The shell becomes the program after noting its pid; the files are the same on every host. */
    private static final String DAEMON = "echo $$ >\"$0.pid\"; exec \"$@\" >\"$0.out\" 2>&1";

    private final Path script;
    private final Path folder;
    private final Shell shell;
    private final Shell products;

    private Lab(String javaOptions) throws IOException {
        String name = "test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        // Surefire runs tests in the module's folder.
        Path module = Path.of("").toAbsolutePath();
        script = module.resolveSibling("deploy").resolve("lab.sh");
        folder = Files.createDirectories(module.resolve("target/labs").resolve(name));
        // The same certificates for all labs of a run: making some starts several JVMs.
        String certificates = module.resolve("target/labs/pki").toString();
        shell = new Shell(folder, Map.of("CRJ_LAB", name, "CRJ_LAB_PKI", certificates));
        products = javaOptions.isEmpty()
                ? shell
                : new Shell(folder, Map.of("CRJ_LAB", name, "CRJ_LAB_PKI", certificates, "CRJ_JAVA_OPTS", javaOptions));
    }

    /** Raises a lab and waits until its agents answer, and its broker if it is to have one. */
    public static Lab up(boolean withBroker) {
        return up(withBroker, "");
    }

    /**
     * As above, with options of the JVM for the agents, and for whatever is begun with {@link #startProduct}.
     *
     * @param javaOptions separated by spaces.
     */
    public static Lab up(boolean withBroker, String javaOptions) {
        try {
            Lab lab = new Lab(javaOptions);
            (withBroker ? lab.command("up") : lab.command("up", "--no-kafka")).expectSuccess();
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the path of a built launcher. */
    public static Path launcher(String name) {
        return Path.of("")
                .toAbsolutePath()
                .resolveSibling("deploy")
                .resolve("target/crj/bin")
                .resolve(name);
    }

    /** Returns the folder that a class was loaded from, to start another JVM with it. */
    public static Path classesOf(Class<?> type) {
        try {
            return new File(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toPath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a file or folder that comes with the classes of the tests, on every host. */
    public static Path resource(String name) {
        return classesOf(Lab.class).resolve(name);
    }

    /** Returns what {@code deploy/lab.sh} calls this lab. */
    public String name() {
        return folder.getFileName().toString();
    }

    /** Returns a folder for the files of a test, the same on every host. */
    public Path folder() {
        return folder;
    }

    /** Runs a command on a host and returns its standard output; a failure fails the test. */
    public String exec(String host, String... command) {
        return tryExec(host, command).expectSuccess().stdout().strip();
    }

    /** Runs a command on a host, whatever comes of it. */
    public Shell.Result tryExec(String host, String... command) {
        return shell.run(COMMAND_LIMIT, onHost(host, command));
    }

    /** Starts a command on a host in the foreground of a process here; its output goes to NAME.out and NAME.err. */
    public Running start(String name, String host, String... command) {
        return shell.start(name, onHost(host, command));
    }

    /** As {@link #start}, for a program of crj that has the same options of the JVM as the agents. */
    public Running startProduct(String name, String host, String... command) {
        return products.start(name, onHost(host, command));
    }

    /**
     * Starts a program on a host as an init system would: in a session of its own, nothing inherited.
     *
     * @return its pid on that host.
     */
    public int startDaemon(String host, String... command) {
        Path file = folder.resolve("daemon-" + COUNT.incrementAndGet());
        List<String> words = new ArrayList<>(List.of("setsid", "--fork", "sh", "-c", DAEMON, file.toString()));
        words.addAll(List.of(command));
        exec(host, words.toArray(String[]::new));
        Path pidFile = Path.of(file + ".pid");
        Await.until(
                START_LIMIT,
                "pid of " + words,
                () -> Files.exists(pidFile) && read(pidFile).endsWith("\n"));
        return Integer.parseInt(read(pidFile).strip());
    }

    /** Returns whether a process with that pid runs that program on the host. */
    public boolean runs(String host, int pid, String program) {
        return tryExec(host, "cat", "/proc/" + pid + "/comm").stdout().strip().equals(program);
    }

    /** Returns whether something on the host listens on the port. */
    public boolean listens(String host, int port) {
        return reaches(host, "127.0.0.1", port);
    }

    /** Returns whether something listens on that port of an address, seen from the host. */
    public boolean reaches(String host, String address, int port) {
        return tryExec(host, "bash", "-c", "exec 3<>/dev/tcp/" + address + "/" + port)
                        .exitCode()
                == 0;
    }

    /** Puts the host's cable into a bridge {@code br0}, which gets the host's addresses. */
    public void bridge(String host) {
        exec(host, "sh", "-ec", BRIDGE);
    }

    /** Kills, stops or starts the agent of a host. */
    public void agent(String host, String action) {
        command("agent", host, action).expectSuccess();
    }

    /** Kills or starts the Kafka broker, which keeps what it had on its disk. */
    public void broker(String action) {
        command("broker", action).expectSuccess();
    }

    /** Plugs ({@code up}) or pulls ({@code down}) the network cable of a host. */
    public void link(String host, String state) {
        command("link", host, state).expectSuccess();
    }

    /** Moves one of the programs of {@code deploy/strangers} there and back; returns what came of it, as the row of a table. */
    public String strangerThereAndBack(String name) {
        Path program = script.resolveSibling("strangers").resolve("there_and_back.py");
        return shell.run(
                        STRANGER_LIMIT,
                        List.of("python3", program.toString(), folder.toString(), script.toString(), name))
                .expectSuccess()
                .stdout();
    }

    /** Returns what helps to find out why a test failed: the agents' logs and the output of all that ran. */
    public String evidence() {
        StringBuilder text = new StringBuilder(logs());
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !file.getFileName().toString().startsWith("command"))
                    .sorted()
                    .forEach(
                            file -> text.append("== ").append(file).append('\n').append(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Returns the agents' logs, and what runs on their hosts. */
    public String logs() {
        StringBuilder text = new StringBuilder();
        for (String host : List.of("hostA", "hostB")) {
            text.append("== agent on ").append(host).append('\n');
            text.append(command("logs", host).stdout());
            text.append(
                    tryExec(host, "ps", "-eo", "pid,ppid,stat,wchan:20,args").stdout());
        }
        return text.toString();
    }

    @Override
    public void close() {
        command("down").expectSuccess();
    }

    private List<String> onHost(String host, String... command) {
        List<String> words = new ArrayList<>(List.of(script.toString(), "exec", host));
        words.addAll(List.of(command));
        return words;
    }

    private Shell.Result command(String... command) {
        List<String> words = new ArrayList<>(List.of(script.toString()));
        words.addAll(List.of(command));
        return products.run(COMMAND_LIMIT, words);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
