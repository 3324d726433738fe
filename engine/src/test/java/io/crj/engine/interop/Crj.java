package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The crj command in a JVM of its own, with the options its launcher has. */
public final class Crj {

    private Crj() {}

    /** What came of it: its exit code, and all it printed. */
    record Result(int code, String output) {}

    /** Runs it; anything but success is a failure of the test. */
    static String run(String... arguments) throws IOException, InterruptedException {
        Result result = attempt(Map.of(), arguments);
        assertThat(result.code())
                .as("crj " + String.join(" ", arguments) + "\n" + result.output())
                .isZero();
        return result.output();
    }

    /** Runs it; anything but failure is a failure of the test. */
    static String refuse(String... arguments) throws IOException, InterruptedException {
        Result result = attempt(Map.of(), arguments);
        assertThat(result.code())
                .as("crj " + String.join(" ", arguments) + "\n" + result.output())
                .isNotZero();
        return result.output();
    }

    /** Runs it, whatever comes of it. */
    static Result attempt(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** The words of its command line. */
    static List<String> command(String... arguments) {
        return java("io.crj.engine.cli.CrjMain", arguments);
    }

    /** The words that run a class of this JVM's class path with crj's options. */
    public static List<String> java(String main, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                absolute(System.getProperty("java.class.path")),
                main));
        line.addAll(List.of(arguments));
        return line;
    }

    /** Whatever directory it is started in. */
    private static String absolute(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .map(element -> Path.of(element).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
