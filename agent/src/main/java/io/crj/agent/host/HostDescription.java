package io.crj.agent.host;

import io.crj.engine.linux.feature.Feature;
import io.crj.engine.linux.feature.KernelFeatures;
import io.crj.wire.message.HostFacts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/** What two hosts have to have in common, as this host has it; {@code /proc/sys/kernel} and {@code /proc/cpuinfo}, proc(5). */
public final class HostDescription {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final String name;
    private final Path proc;
    private final Clock clock;

    public HostDescription(String name, Path proc, Clock clock) {
        this.name = name;
        this.proc = proc;
        this.clock = clock;
    }

    public String name() {
        return name;
    }

    /** {@code crj VERSION}, as greetings give it. */
    public static String software() {
        return "crj " + version();
    }

    public HostFacts facts() {
        List<String> cpu = lines("cpuinfo");
        return HostFacts.newBuilder()
                .setName(name)
                .setKernelRelease(lines("sys/kernel/osrelease").get(0))
                .setArchitecture(System.getProperty("os.arch"))
                .setCpuModel(field(cpu, "model name"))
                .addAllCpuFlags(List.of(field(cpu, "flags").split(" ")))
                .setCrjVersion(version())
                .setClockUnixNanos(unixNanos(clock.instant()))
                .addAllKernelFeatures(features())
                .build();
    }

    private static List<String> features() {
        return KernelFeatures.all().stream()
                .filter(feature -> feature.state() == Feature.State.YES)
                .map(Feature::name)
                .toList();
    }

    /** Wall clock in nanoseconds. */
    public static long unixNanos(Instant at) {
        return at.getEpochSecond() * NANOS_PER_SECOND + at.getNano();
    }

    /** Of the first processor: a tree that moves to a machine of mixed ones is its operator's concern. */
    private static String field(List<String> cpuinfo, String key) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith(key + "\t") || line.startsWith(key + ":"))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("");
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + proc.resolve(file), unreadable);
        }
    }

    private static String version() {
        try (InputStream in = HostDescription.class.getResourceAsStream("/io/crj/agent/version.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException broken) {
            throw new UncheckedIOException("version.properties in the agent's jar", broken);
        }
    }
}
