package io.crj.chaos.harness;

import static org.awaitility.Awaitility.await;

import io.crj.chaos.stranger.JvmStranger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that knows nothing of crj, running on hostA, and how to talk to it.
 *
 * @param program its name as in /proc/PID/comm.
 * @param checker the client that checks it, and that client's options.
 */
public record Stranger(Lab lab, int pid, String program, int port, String checker, String... checkerOptions) {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final int REDIS_PORT = 6379;
    private static final int STREAM_PORT = 7000;

    /** Of no host, in the lab's network. */
    private static final String NETWORKED_ADDRESS = "10.77.0.150";

    /** Starts Debian's redis-server with some data. */
    public static Stranger redis(Lab lab, int dataMib) {
        String port = Integer.toString(REDIS_PORT);
        int pid = lab.startDaemon(
                "hostA", "redis-server", "--port", port, "--bind", "0.0.0.0", "--save", "", "--protected-mode", "no");
        Stranger redis = new Stranger(lab, pid, "redis-server", REDIS_PORT, "redis-check");
        redis.awaitListening();
        lab.exec("client", "crj-lab", "redis-fill", "--mib", Integer.toString(dataMib));
        return redis;
    }

    /** Starts the python3 sequence server. */
    public static Stranger python(Lab lab, String... options) {
        String[] command = new String[3 + options.length];
        command[0] = "python3";
        command[1] = file("server.py").toString();
        command[2] = Integer.toString(STREAM_PORT);
        System.arraycopy(options, 0, command, 3, options.length);
        int pid = lab.startDaemon("hostA", command);
        Stranger python = new Stranger(lab, pid, "python3", STREAM_PORT, "stream-check", "--connections", "3");
        python.awaitListening();
        return python;
    }

    /** Starts the python3 sequence server that has a process for each connection and makes short-lived ones all the time. */
    public static Stranger forking(Lab lab) {
        String script = file("forking.py").toString();
        int pid = lab.startDaemon("hostA", "python3", script, Integer.toString(STREAM_PORT));
        Stranger forking = new Stranger(lab, pid, "python3", STREAM_PORT, "stream-check", "--connections", "3");
        forking.awaitListening();
        return forking;
    }

    /** Starts a JVM that serves with a dozen threads. */
    public static Stranger jvm(Lab lab) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        int pid = lab.startDaemon(
                "hostA",
                java,
                "-Xmx64m",
                "-cp",
                Lab.classesOf(JvmStranger.class).toString(),
                JvmStranger.class.getName(),
                Integer.toString(STREAM_PORT));
        Stranger jvm = new Stranger(lab, pid, "java", STREAM_PORT, "stream-check", "--connections", "12");
        jvm.awaitListening();
        return jvm;
    }

    /**
     * Starts the python3 sequence server in a network namespace of its own, with an address of the lab's network; both hosts
     * get a bridge {@code br0} for it.
     */
    public static Stranger networked(Lab lab) {
        lab.bridge("hostA");
        lab.bridge("hostB");
        String script = file("networked.sh").toString();
        String server = file("server.py").toString();
        String port = Integer.toString(STREAM_PORT);
        int pid = lab.startDaemon(
                "hostA", "unshare", "--net", "sh", "-e", script, NETWORKED_ADDRESS, "python3", server, port);
        Stranger networked = new Stranger(
                lab, pid, "python3", STREAM_PORT, "stream-check", "--connections", "3", "--host", NETWORKED_ADDRESS);
        await().atMost(START_LIMIT).until(() -> lab.reaches("client", NETWORKED_ADDRESS, STREAM_PORT));
        return networked;
    }

    /** Starts the python3 sequence server with a name, System V objects and a tmpfs in namespaces of its own. */
    public static Stranger contained(Lab lab) {
        String script = file("contained.sh").toString();
        String server = file("server.py").toString();
        String port = Integer.toString(STREAM_PORT);
        int pid = lab.startDaemon(
                "hostA", "unshare", "--uts", "--ipc", "--mount", "sh", "-e", script, "python3", server, port);
        Stranger contained = new Stranger(lab, pid, "python3", STREAM_PORT, "stream-check", "--connections", "3");
        contained.awaitListening();
        return contained;
    }

    /** What a command prints in this program's namespaces, on the host where it is. */
    public String inside(String host, String... command) {
        List<String> words =
                new ArrayList<>(List.of("nsenter", "--target", Integer.toString(pid), "--uts", "--ipc", "--mount"));
        words.addAll(List.of(command));
        return lab.exec(host, words.toArray(String[]::new));
    }

    /** Starts the client that checks this program. */
    public Checker check() {
        return Checker.start(lab, checker, port, checkerOptions);
    }

    /** Returns whether it runs on that host. */
    public boolean runsOn(String host) {
        return lab.runs(host, pid, program);
    }

    private void awaitListening() {
        await().atMost(START_LIMIT).until(() -> lab.listens("hostA", port));
    }

    /** Returns a program of the folder strangers, on every host. */
    public static Path file(String name) {
        return Lab.resource("strangers").resolve(name);
    }
}
