package io.crj.chaos.matrix;

import io.crj.chaos.gate.Gate;
import io.crj.chaos.gate.GateJar;
import io.crj.chaos.harness.Await;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A lab whose agents pass a gate, with one program that is moved to and fro, and what is needed to hurt it all. */
final class Site implements AutoCloseable {

    private static final Duration REHEARSAL_LIMIT = Duration.ofSeconds(20);
    private static final Duration EVENTS_LIMIT = Duration.ofSeconds(15);
    /** Else a connection that was cut for seconds is silent for as long again; it must not give up sooner for that. */
    private static final String FAST_AGAIN =
            "sysctl -qw net.ipv4.tcp_rto_max_ms=1000 net.ipv4.tcp_retries2=200 2>/dev/null || true";

    private static final Path LABS = Path.of("/run/crj-lab");
    /** Small, so that it can be filled. */
    private static final String DISK_SIZE = "size=8m";

    private final Path folder;
    private final Gate gate;
    private final Lab lab;
    private final Victim victim;
    private final AtomicInteger agentStarts = new AtomicInteger(2);
    private final AtomicInteger rehearsals;
    /** Prints the events that a broker has; null without a broker. */
    private final Running tail;

    private Running coordinator;

    private Site(Path folder, Gate gate, Lab lab, Victim.Kind kind, boolean withBroker, AtomicInteger rehearsals) {
        this.folder = folder;
        this.gate = gate;
        this.lab = lab;
        this.rehearsals = rehearsals;
        for (String host : List.of("hostA", "hostB", "client")) {
            lab.exec(host, "sh", "-c", FAST_AGAIN);
            lab.exec(host, "mount", "-o", "remount," + DISK_SIZE, "/var/lib/crj");
        }
        this.tail = withBroker ? lab.start("events", "client", "crj-lab", "events") : null;
        this.victim = Victim.start(lab, kind);
    }

    /** Raises it, with the program on hostA, and with a broker where one is to be hurt. */
    static Site raise(Victim.Kind kind, boolean withBroker) {
        try {
            Path folder = Files.createTempDirectory("chaos");
            Gate gate = Gate.open(folder.resolve("gate"));
            AtomicInteger rehearsals = new AtomicInteger();
            gate.onPass(line -> {
                if (line.contains(" rehearsed in ") || line.contains(" the rehearsal failed")) {
                    rehearsals.incrementAndGet();
                }
            });
            String limits = " -Dcrj.wire.heartbeatMillis=400 -Dcrj.wire.silenceMillis=2000";
            Lab lab = Lab.up(withBroker, gate.option(GateJar.write(folder.resolve("gate.jar"))) + limits);
            try {
                Site site = new Site(folder, gate, lab, kind, withBroker, rehearsals);
                site.awaitRest();
                return site;
            } catch (RuntimeException | AssertionError failed) {
                lab.close();
                throw failed;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An agent was started: it will warm up. */
    void agentStarted() {
        agentStarts.incrementAndGet();
    }

    /** Blocks until all agents have warmed up; what they do for it would be seen as what is there before a migration. */
    void awaitRest() {
        if (!Await.holdsWithin(REHEARSAL_LIMIT, () -> rehearsals.get() >= agentStarts.get())) {
            // It was ended again, or had something better to do, before it came to that.
            agentStarts.set(rehearsals.get());
        }
        Await.until(REHEARSAL_LIMIT, "what they warmed up with is gone", this::isAtRest);
    }

    /** The agents warm up with a process of that name, which process 1 of the host waits for when it is dead. */
    private boolean isAtRest() {
        return Stream.of("hostA", "hostB")
                .noneMatch(host -> lab.tryExec(host, "pgrep", "-x", "sleep").exitCode() == 0);
    }

    Gate gate() {
        return gate;
    }

    Lab lab() {
        return lab;
    }

    Victim victim() {
        return victim;
    }

    /** Says which run of crj-migrate is the coordinator now. */
    void coordinator(Running started) {
        coordinator = started;
    }

    /** The JVM of a party as seen from here, when it runs. */
    Optional<ProcessHandle> process(Party party, Route route) {
        return switch (party) {
            case COORDINATOR -> jvmBelow(coordinator.handle());
            case BROKER -> service("kafka", "broker");
            default -> service(route.host(party), "agent");
        };
    }

    /** The events of a migration that has ended: from its file, or from the broker where that was used. */
    List<String> events(Fault fault, Path file, String migrationId) {
        if (fault.party() != Party.BROKER) {
            return lines(file);
        }
        Await.holdsWithin(
                EVENTS_LIMIT, () -> Replay.of(tail.lines(), migrationId).hasEnded());
        return tail.lines();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lab.close();
        gate.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** nsenter waits here for the program that it started in the host's namespaces. */
    private static Optional<ProcessHandle> jvmBelow(ProcessHandle started) {
        return started.descendants().reduce((first, second) -> second);
    }

    private Optional<ProcessHandle> service(String host, String name) {
        try {
            String inner = Files.readString(LABS.resolve(lab.name()).resolve(host + '.' + name + ".pid"))
                    .strip();
            String init = Files.readString(LABS.resolve(lab.name()).resolve(host + ".init"))
                    .split(" ")[0];
            Path namespace = Files.readSymbolicLink(Path.of("/proc", init, "ns/pid"));
            return ProcessHandle.allProcesses()
                    .filter(process -> isCalled(process, inner) && isIn(process, namespace))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCalled(ProcessHandle process, String inner) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"))
                    .contains("\nNSpid:\t" + process.pid() + '\t' + inner + '\n');
        } catch (IOException gone) {
            return false;
        }
    }

    private static boolean isIn(ProcessHandle process, Path namespace) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "ns/pid"))
                    .equals(namespace);
        } catch (IOException gone) {
            return false;
        }
    }
}
