package io.crj.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostDescription;
import io.crj.agent.session.FakeAddresses;
import io.crj.engine.linux.feature.Feature;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.Endpoint;
import io.crj.wire.message.FileNeed;
import io.crj.wire.message.HostFacts;
import io.crj.wire.message.LockNeed;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetPreflightTest {

    private static final ServiceAddress SERVICE = ServiceAddress.parse("10.77.0.9/24@eth0");
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);

    @TempDir
    private Path proc;

    private HostDescription host;
    private SourceReport fitting;
    private final MigrationOptions.Builder options = MigrationOptions.newBuilder();

    @BeforeEach
    void makeHost() throws IOException {
        write("cpuinfo", "processor\t: 0\nmodel name\t: Test CPU\nflags\t\t: fpu sse\n");
        write("meminfo", "MemTotal: 1 kB\nMemAvailable:    4096 kB\n");
        write("sys/kernel/osrelease", "6.18.0\n");
        write("sys/kernel/pid_max", "32768\n");
        host = new HostDescription("hostB", proc, CLOCK);
        fitting = SourceReport.newBuilder()
                .setPid(100)
                .addPids(100)
                .addTids(100)
                .setResidentBytes(1 << 20)
                .setHost(host.facts())
                .build();
    }

    @Test
    void shouldRefuseScriptsAndARootThatAreNotHere() throws IOException {
        Path script = write("hook", "#!/bin/sh\n");
        options.addActionScripts(script.toString()).setRoot(script.toString());
        assertThat(inspect(fitting.toBuilder()).refusals())
                .containsExactly(
                        "action script " + script
                                + " is not executable: make it so with chmod +x; it is run on both hosts",
                        "--root " + script + " is no directory on this host");

        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        options.clear().addActionScripts(script.toString()).setRoot(proc.toString());
        assertThat(inspect(fitting.toBuilder()).refusals()).isEmpty();
    }

    @Test
    void shouldHaveNothingAgainstAFittingTree() throws IOException {
        Path file = write("data", "12345");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Findings findings = inspect(fitting.toBuilder()
                .addServiceAddresses("10.77.0.9/24")
                .addFiles(need(file, 5, 0100644))
                .addFiles(need(file, -1, 0100644)));

        assertThat(findings.refusals()).isEmpty();
        assertThat(findings.warnings()).isEmpty();
    }

    @Test
    void shouldNameTakenPidsAndShortenTheList() throws IOException {
        List<Integer> tids = IntStream.range(100, 110).boxed().toList();
        for (int tid : tids) {
            write(tid + "/comm", "java\n");
        }

        assertThat(inspect(fitting.toBuilder().clearTids().addAllTids(tids)).refusals())
                .containsExactly("pids of the tree are taken here: 100 (java), 101 (java), 102 (java), 103 (java), "
                        + "104 (java) and 5 more; end those, or start the program in a pid namespace of its own, where all"
                        + " are free (unshare --pid --fork --mount-proc)");
    }

    @Test
    void shouldRefusePidsBeyondTheKernelsMaximum() {
        assertThat(inspect(fitting.toBuilder().addTids(32768)).refusals())
                .singleElement()
                .asString()
                .contains("pid 32768")
                .contains("kernel.pid_max of 32768");
    }

    @Test
    void shouldReadTheRealKernelsMaximumWhole() throws IOException {
        int max = Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/kernel/pid_max")).get(0));
        Findings findings = new Findings();

        new PidCheck(Path.of("/proc"))
                .check(fitting.toBuilder().clearTids().addTids(max).build(), findings);

        assertThat(findings.refusals()).singleElement().asString().contains("kernel.pid_max of " + max + ";");
    }

    @Test
    void shouldCompareFiles() throws IOException {
        Path file = write("data", "12345");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(inspect(fitting.toBuilder()
                                .addFiles(need(proc.resolve("absent"), 1, 0100644))
                                .addFiles(need(file, 6, 0100644))
                                .addFiles(need(file, 5, 0100600))
                                .addFiles(need(file, 5, 0010644))
                                .addFiles(FileNeed.newBuilder().setPath("a\0b")))
                        .refusals())
                .satisfiesExactly(
                        absent -> assertThat(absent).contains("absent is not on this host"),
                        size -> assertThat(size).contains("5 bytes, on the source 6"),
                        mode -> assertThat(mode).contains("mode 100644, on the source 100600"),
                        type -> assertThat(type).contains("another kind of file"),
                        path -> assertThat(path).contains("is not on this host"));
    }

    @Test
    void shouldRefuseLocksThatSomebodyHas() throws IOException {
        Path file = write("locked", "0123456789");
        SourceReport.Builder source = fitting.toBuilder();
        source.addLocks(lock(file, 2)).addLocks(lock(file, 6)).addLocks(lock(proc.resolve("absent"), 0));
        try (FileChannel mine = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock held = mine.lock(0, 4, false)) {
            assertThat(held.isValid()).isTrue();
            assertThat(inspect(source).refusals())
                    .singleElement()
                    .asString()
                    .contains("a lock that the tree has on " + file + " is held here too", "--action-script");
        }
        assertThat(inspect(source).refusals()).isEmpty();
    }

    private static LockNeed lock(Path file, long start) {
        return LockNeed.newBuilder()
                .setPath(file.toString())
                .setKind(1)
                .setExclusive(true)
                .setStart(start)
                .setLength(2)
                .build();
    }

    @Test
    void shouldLookAtLinksThemselvesWhenTheTreeDoes() throws IOException {
        Path link = Files.createSymbolicLink(proc.resolve("link"), proc.resolve("nowhere"));

        assertThat(inspect(fitting.toBuilder().addFiles(need(link, -1, 0120777)))
                        .refusals())
                .isEmpty();
        assertThat(inspect(fitting.toBuilder().addFiles(need(link, -1, 0100644)))
                        .refusals())
                .singleElement()
                .asString()
                .contains("link is not on this host");
    }

    @Test
    void shouldCompareHosts() {
        HostFacts.Builder other = host.facts().toBuilder()
                .setCrjVersion("9.9")
                .setArchitecture("aarch64")
                .addCpuFlags("avx512f");

        assertThat(inspect(fitting.toBuilder().setHost(other)).refusals())
                .satisfiesExactly(
                        architecture -> assertThat(architecture).contains("aarch64"),
                        crj -> assertThat(crj).contains("on the source 9.9"),
                        flags -> assertThat(flags).contains("lacks avx512f"));
    }

    @Test
    void shouldLetTreesOfOtherKernelsCome() {
        Findings findings =
                inspect(fitting.toBuilder().setHost(host.facts().toBuilder().setKernelRelease("6.12.9")));

        assertThat(findings.refusals()).isEmpty();
        assertThat(findings.warnings())
                .singleElement()
                .asString()
                .contains("another kernel runs here: 6.18.0, on the source 6.12.9");
    }

    @Test
    void shouldRefuseKernelsThatLackWhatTheRestoreNeeds() {
        Findings findings = new Findings();
        List<Feature> features = List.of(
                new Feature("set_tid", Feature.State.NO, "tasks cannot be restored with their pids"),
                new Feature("rseq", Feature.State.LIMITED, "trees that use it cannot come here"),
                new Feature("ksm", Feature.State.LIMITED, "nobody has it"),
                new Feature("pagemap_scan", Feature.State.YES, "there"));
        HostFacts.Builder there = host.facts().toBuilder().clearKernelFeatures().addKernelFeatures("rseq");

        new KernelCheck("6.18.0", features)
                .check(fitting.toBuilder().setHost(there).build(), findings);

        assertThat(findings.refusals())
                .containsExactly("this host's kernel (6.18.0) lacks set_tid: tasks cannot be restored with their pids;"
                        + " boot another");
        assertThat(findings.warnings()).singleElement().asString().contains("lacks rseq", "the source's has it");
    }

    @Test
    void shouldCompareProcessorsAsFarAsIsAskedFor() {
        SourceReport.Builder other = fitting.toBuilder()
                .setHost(host.facts().toBuilder().setCpuModel("Old").addCpuFlags("avx512f"));
        options.addCpuCaps("none");
        assertThat(inspect(other).refusals()).isEmpty();

        options.clear().addCpuCaps("ins").addCpuCaps("cpu");
        assertThat(inspect(other).refusals())
                .satisfiesExactly(
                        flags -> assertThat(flags).contains("lacks avx512f", "--cpu-cap none"),
                        model -> assertThat(model).contains("Test CPU, on the source Old", "--cpu-cap"));
    }

    @Test
    void shouldWarnOfClocksApartAndOfLittleMemory() {
        HostFacts.Builder other = host.facts().toBuilder();
        other.setClockUnixNanos(other.getClockUnixNanos() - 5_000_000_000L);

        Findings findings = inspect(fitting.toBuilder().setHost(other).setResidentBytes(5 << 20));

        assertThat(findings.refusals()).isEmpty();
        assertThat(findings.warnings())
                .satisfiesExactly(
                        clock -> assertThat(clock).contains("5000 ms apart"),
                        memory -> assertThat(memory).contains("uses 5 MiB").contains("has 4 MiB"));
    }

    @Test
    void shouldRefuseAnAddressThatItMayNotTakeOrHasAlready() {
        SourceReport.Builder wants = fitting.toBuilder().addServiceAddresses("10.77.0.9/24");

        assertThat(inspect(fitting.toBuilder().addServiceAddresses("10.99.0.9/24"))
                        .refusals())
                .singleElement()
                .asString()
                .contains("--service-address 10.99.0.9/24@DEVICE");
        assertThat(inspect(wants, SERVICE).refusals())
                .singleElement()
                .asString()
                .contains("10.77.0.9/24 is on this host already");
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.9, 1.2.3.4, 6379, false",
        "10.77.0.9, 10.77.0.9, 6380, false",
        "10.77.0.9, 10.77.0.9, 6379, true",
        "10.77.0.9, 0.0.0.0, 6379, true",
        "10.77.0.9, ::, 6379, true",
        "0.0.0.0, 1.2.3.4, 6379, true",
        "::, 1.2.3.4, 6379, false",
        "::, fd00::12:3456, 6379, true",
        "fd00::12:3456, fd00::12:3456, 6379, true",
        "fd00::12:3456, ::, 6379, true",
        "fd00::12:3456, 0.0.0.0, 6379, false",
    })
    void shouldRefusePortsThatAreListenedOn(String wanted, String present, int port, boolean refused)
            throws IOException {
        InetAddress address = InetAddress.getByName(present);
        write(
                address instanceof Inet4Address ? "self/net/tcp" : "self/net/tcp6",
                "  sl  local_address rem_address   st\n" + procLine(address, port, "0A")
                        + procLine(InetAddress.getByName("10.77.0.9"), 6379, "01"));
        Endpoint listener =
                Endpoint.newBuilder().setAddress(wanted).setPort(6379).build();

        List<String> refusals =
                inspect(fitting.toBuilder().addListeners(listener)).refusals();
        if (refused) {
            assertThat(refusals)
                    .singleElement()
                    .asString()
                    .contains("port 6379", "listens", address.getHostAddress(), "ss -ltnp");
        } else {
            assertThat(refusals).isEmpty();
        }
    }

    @Test
    void shouldSeeTheRealKernelsListeners() throws IOException {
        for (String loopback : List.of("127.0.0.1", "::1")) {
            InetAddress address = InetAddress.getByName(loopback);
            Findings findings = new Findings();
            try (ServerSocket socket = new ServerSocket(0, 1, address)) {
                Endpoint listener = Endpoint.newBuilder()
                        .setAddress(loopback)
                        .setPort(socket.getLocalPort())
                        .build();
                new PortCheck(Path.of("/proc"))
                        .check(fitting.toBuilder().addListeners(listener).build(), findings);
            }
            assertThat(findings.refusals()).as(loopback).hasSize(1);
        }
    }

    /** As net/ipv4/tcp_ipv4.c and net/ipv6/tcp_ipv6.c print them on a little-endian machine. */
    private static String procLine(InetAddress address, int port, String state) {
        StringBuilder text = new StringBuilder();
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            text.append(String.format("%02X", bytes[i / 4 * 4 + 3 - i % 4]));
        }
        return String.format("   0: %s:%04X 00000000:0000 %s 00000000:00000000\n", text, port, state);
    }

    private Findings inspect(SourceReport.Builder source, ServiceAddress... present) {
        return new TargetPreflight(
                        host,
                        proc,
                        new ConfiguredAddresses(List.of(SERVICE)),
                        new FakeAddresses(new ArrayList<>(), present))
                .inspect(source.build(), options.build());
    }

    private static FileNeed need(Path path, long size, int mode) {
        return FileNeed.newBuilder()
                .setPath(path.toString())
                .setSizeBytes(size)
                .setMode(mode)
                .build();
    }

    private Path write(String name, String content) throws IOException {
        Files.createDirectories(proc.resolve(name).getParent());
        return Files.writeString(proc.resolve(name), content);
    }
}
