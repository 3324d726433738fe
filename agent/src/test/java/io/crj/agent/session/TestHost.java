package io.crj.agent.session;

import io.crj.agent.Agent;
import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostDescription;
import io.crj.agent.journal.MigrationStore;
import io.crj.engine.TreeReport;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.engine.netlock.Connection;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.stream.StreamLimits;
import io.crj.wire.tls.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** One agent over a fake engine, fake addresses and a made-up {@code /proc}. */
final class TestHost implements AutoCloseable {

    static final ServiceAddress SERVICE = ServiceAddress.parse("10.77.0.9/24@eth0");
    static final int MAX_MIGRATIONS = 3;
    static final InetAddress CLIENT = address("10.77.0.3");

    final FakeEngine engine;
    private final String name;
    final FakeAddresses addresses;
    final Agent agent;
    final EventLoops loops;
    private final MigrationStore store;
    private final Path proc;
    private Path state;
    private boolean crashed;

    /** The host that the tree runs on. */
    static TestHost source(Path dir) {
        return source(dir, Trust.NONE);
    }

    static TestHost source(Path dir, Trust trust) {
        makeProc(dir);
        writeProc(dir, "4242/comm", "redis-server\n");
        FakeEngine engine = new FakeEngine(tree());
        return new TestHost(
                "hostA", dir, dir.resolve("state"), engine, engine, new FakeAddresses(engine.calls, SERVICE), trust);
    }

    /** Another agent on the same host, after this one has died; what this one still does is not seen any more. */
    TestHost startedAnew() {
        FakeEngine left = engine.copy();
        return new TestHost(name, proc, state, left, left, addresses.copy(left.calls), loops.trust());
    }

    /** This very machine, as a host that a real tree runs on. */
    static TestHost realSource(Path state) {
        FakeEngine unused = new FakeEngine(tree());
        FakeAddresses none = new FakeAddresses(unused.calls);
        return new TestHost("hostA", Path.of("/proc"), state, unused, Engine.LOCAL, none, Trust.NONE);
    }

    /** The host that it goes to. */
    static TestHost target(Path dir) {
        return target(dir, Trust.NONE);
    }

    static TestHost target(Path dir, Trust trust) {
        makeProc(dir);
        FakeEngine engine = new FakeEngine(tree());
        return new TestHost("hostB", dir, dir.resolve("state"), engine, engine, new FakeAddresses(engine.calls), trust);
    }

    private TestHost(
            String name, Path proc, Path state, FakeEngine engine, Engine used, FakeAddresses addresses, Trust trust) {
        loops = EventLoops.start(trust);
        this.engine = engine;
        this.name = name;
        this.addresses = addresses;
        this.proc = proc;
        this.state = state;
        store = MigrationStore.open(state);
        agent = new Agent(
                new AgentParts(
                        used,
                        engine.aftermaths(addresses),
                        engine,
                        loops,
                        WireLimits.DEFAULT,
                        StreamLimits.DEFAULT,
                        new HostDescription(name, proc, Clock.systemUTC()),
                        new ConfiguredAddresses(List.of(SERVICE)),
                        addresses,
                        proc,
                        proc.resolve("logs"),
                        store,
                        MAX_MIGRATIONS),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    int port() {
        return agent.address().getPort();
    }

    List<String> calls() {
        return engine.calls;
    }

    /** Dies without a word, as by a kill: the disk is as it is now, whatever this one does from here on. */
    void crash() {
        state = snapshot(state);
        loops.close();
        store.close();
        crashed = true;
    }

    private static Path snapshot(Path from) {
        Path to = from.resolveSibling(from.getFileName() + "+");
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            // Those being written anew may vanish on the way.
            for (Path file :
                    files.filter(each -> !each.toString().endsWith(".tmp")).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        if (!crashed) {
            agent.close();
            loops.close();
        }
    }

    static TreeReport tree() {
        return new TreeReport(
                4242,
                "redis-server",
                List.of(4242),
                List.of(4242, 4243),
                1 << 20,
                List.of(),
                List.of(new Connection(SERVICE.address(), 6379, CLIENT, 50000)),
                List.of(address("0.0.0.0")),
                List.of(),
                List.of());
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static void makeProc(Path proc) {
        writeProc(proc, "cpuinfo", "processor\t: 0\nmodel name\t: Test CPU\nflags\t\t: fpu sse avx2\n");
        writeProc(proc, "meminfo", "MemTotal: 100 kB\nMemAvailable:    2000000 kB\n");
        writeProc(proc, "sys/kernel/osrelease", "6.18.0\n");
        writeProc(proc, "sys/kernel/random/boot_id", "boot-1\n");
        linkProc(proc, "self/ns/pid", "pid:[1]");
        linkProc(proc, "self/ns/net", "net:[2]");
        writeProc(proc, "sys/kernel/pid_max", "32768\n");
    }

    static void linkProc(Path proc, String file, String target) {
        try {
            Files.createDirectories(proc.resolve(file).getParent());
            Files.deleteIfExists(proc.resolve(file));
            Files.createSymbolicLink(proc.resolve(file), Path.of(target));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static void writeProc(Path proc, String file, String content) {
        try {
            Files.createDirectories(proc.resolve(file).getParent());
            Files.writeString(proc.resolve(file), content);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
