package io.crj.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostDescription;
import io.crj.agent.session.FakeAddresses;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.FileNeed;
import io.crj.wire.message.HostFacts;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
                        + "104 (java) and 5 more");
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
    void shouldCompareHosts() {
        HostFacts.Builder other = host.facts().toBuilder()
                .setKernelRelease("6.1.0")
                .setCrjVersion("9.9")
                .setArchitecture("aarch64")
                .addCpuFlags("avx512f");

        assertThat(inspect(fitting.toBuilder().setHost(other)).refusals())
                .satisfiesExactly(
                        architecture -> assertThat(architecture).contains("aarch64"),
                        kernel -> assertThat(kernel).contains("6.18.0, on the source 6.1.0"),
                        crj -> assertThat(crj).contains("on the source 9.9"),
                        flags -> assertThat(flags).contains("lacks avx512f"));
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
