package io.crj.engine.facet;

import io.crj.engine.cli.InProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Runs commands of crj, in this JVM, and of CRIU, each with a log in a folder of its own. */
final class Engines {

    /** Property and variable that name the folder of CRIU. */
    static final String PEER = "crj.criuPeer";

    static final String PEER_VARIABLE = "CRJ_CRIU_PEER";

    private static final int LINES_OF_LOG = 25;

    private final Path logs;

    Engines(Path logs) {
        this.logs = logs;
    }

    /** What came of it. */
    record Outcome(String command, int code, String output, Path log) {

        /** @throws FacetFailure with everything that helps, unless it succeeded */
        void succeeded(String step) throws IOException {
            if (code != 0) {
                throw failure(step);
            }
        }

        FacetFailure failure(String step) throws IOException {
            return new FacetFailure(
                    step + ": exit code " + code + " of " + command + "\n" + output.strip() + "\n" + tail());
        }

        String logged() throws IOException {
            return Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
        }

        private String tail() throws IOException {
            List<String> lines = logged().lines().toList();
            int last = Math.max(0, lines.size() - LINES_OF_LOG);
            String before = lines.subList(0, last).stream()
                    .filter(line -> line.contains("Error") || line.contains("Warn"))
                    .collect(Collectors.joining("\n"));
            return before + "\n… end of its log:\n" + String.join("\n", lines.subList(last, lines.size()));
        }
    }

    /** @param name of the log */
    Outcome crj(String name, List<String> words) throws IOException {
        List<String> line = line(name, words);
        InProcess.Result result = InProcess.run(line.toArray(String[]::new));
        return new Outcome("crj " + String.join(" ", line), result.code(), result.output(), logs.resolve(name));
    }

    /** @param name of the log */
    Outcome criu(String name, List<String> words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(System.getenv(PEER_VARIABLE) + "/criu"));
        line.addAll(line(name, words));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(String.join(" ", line), process.waitFor(), output, logs.resolve(name));
    }

    private List<String> line(String name, List<String> words) {
        List<String> line = new ArrayList<>(words);
        line.addAll(List.of("-W", logs.toString(), "-o", name, "-v4"));
        return line;
    }
}
