package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The crj command in a JVM of its own, with the options its launcher has. */
final class Crj {

    private Crj() {}

    /** Runs it; anything but success is a failure of the test. */
    static String run(String... arguments) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("crj " + String.join(" ", arguments) + "\n" + output)
                .isZero();
        return output;
    }

    /** Runs it; anything but failure is a failure of the test. */
    static String refuse(String... arguments) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(arguments)).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("crj " + String.join(" ", arguments) + "\n" + output)
                .isNotZero();
        return output;
    }

    /** The words of its command line. */
    static List<String> command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.crj.engine.cli.CrjMain"));
        line.addAll(List.of(arguments));
        return line;
    }
}
