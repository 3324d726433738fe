package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** CRIU and crit, as deploy/criu-peer.sh installs them. */
final class CriuPeer {

    private static final Path HOME = home();

    private CriuPeer() {}

    private static Path home() {
        String place = System.getProperty("crj.criuPeer", System.getenv("CRJ_CRIU_PEER"));
        assertThat(place)
                .as("folder of CRIU and crit; run deploy/criu-peer.sh and pass what it prints in CRJ_CRIU_PEER")
                .isNotNull();
        return Path.of(place);
    }

    /** {@code criu dump}: the tree is gone afterwards. */
    static void dump(int pid, Path directory, String... more) {
        criu(directory, "dump.log", "dump", List.of("-t", Integer.toString(pid)), more);
    }

    /** {@code criu restore}, detached. */
    static void restore(Path directory, String... more) {
        criu(directory, "restore.log", "restore", List.of("-d"), more);
    }

    /** {@code criu cpuinfo dump} or {@code check}. */
    static void cpuinfo(String verb, Path directory) {
        criu(directory, "cpuinfo.log", "cpuinfo", List.of(verb));
    }

    /** The words of {@link #restore}. */
    static List<String> restoreCommand(Path directory, String... more) {
        return line(directory, "restore.log", "restore", List.of("-d"), more);
    }

    private static List<String> line(Path directory, String log, String command, List<String> options, String... more) {
        List<String> line = new ArrayList<>(List.of(HOME.resolve("criu").toString(), command));
        line.addAll(List.of("-D", directory.toString(), "-v4", "-o", log));
        line.addAll(options);
        line.addAll(List.of(more));
        return line;
    }

    /** A command line of CRIU's, for a shell. */
    static String command(String... arguments) {
        return HOME.resolve("criu") + " " + String.join(" ", arguments);
    }

    private static void criu(Path directory, String log, String command, List<String> options, String... more) {
        List<String> line = line(directory, log, command, options, more);
        Result result = run(line);
        assertThat(result.code)
                .as(() -> String.join(" ", line) + "\n" + result.output + errors(directory.resolve(log)))
                .isZero();
    }

    /** What {@code crit show} prints. */
    static String show(Path image) {
        Result result = run(List.of(HOME.resolve("crit").toString(), "show", image.toString()));
        assertThat(result.code).as("crit show " + image + "\n" + result.output).isZero();
        return result.output;
    }

    private static String errors(Path log) {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.contains("Error") || line.contains("Warn"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    private static Result run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Runs it, whatever comes of it. */
    static Result run(String... arguments) {
        List<String> line = new ArrayList<>(List.of(HOME.resolve("criu").toString()));
        line.addAll(List.of(arguments));
        return run(line);
    }

    /** What came of it. */
    record Result(int code, String output) {}
}
