package io.crj.chaos.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client on the host {@code client} that keeps its connections to the service address busy and checks all. */
public final class Checker {
    private static final Duration PROGRESS_LIMIT = Duration.ofSeconds(30);
    private static final Pattern PROGRESS = Pattern.compile("(\\d+) requests, \\d+ errors");

    private final Running process;
    private final Path stopFile;

    private Checker(Running process, Path stopFile) {
        this.process = process;
        this.stopFile = stopFile;
    }

    /**
     * Starts a client and waits for its first answers.
     *
     * @param kind {@code redis-check} or {@code stream-check}.
     */
    public static Checker start(Lab lab, String kind, int port, String... options) {
        Path stopFile = lab.folder().resolve("stop-" + kind);
        List<String> command = new ArrayList<>(List.of("crj-lab", kind, "--progress"));
        command.addAll(List.of("--port", Integer.toString(port), "--until-exists", stopFile.toString()));
        command.addAll(List.of(options));
        Checker checker = new Checker(lab.start(kind, "client", command.toArray(String[]::new)), stopFile);
        checker.awaitMoreAnswers();
        return checker;
    }

    /** Waits until requests made after this call have been answered. */
    public void awaitMoreAnswers() {
        // Two progress lines with new figures: the first may tell of what was before this call.
        long distinctNow = distinctFigures();
        await().atMost(PROGRESS_LIMIT)
                .conditionEvaluationListener(condition -> assertThat(process.isAlive())
                        .as("the client runs: %s", process.output())
                        .isTrue())
                .until(() -> distinctFigures() >= distinctNow + 2);
    }

    /** Stops the client and asserts that not one answer was wrong, missing or doubled. */
    public void stopAndExpectNoError() {
        try {
            Files.createFile(stopFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.Result result = process.await(PROGRESS_LIMIT);
        JsonNode report = Json.lastObject(result.stdout());
        assertThat(report.path("errors").asLong(-1)).as(result.toString()).isZero();
        assertThat(report.path("reconnects").asLong(-1)).isZero();
        assertThat(report.path("requests").asLong()).isPositive();
        assertThat(result.exitCode()).isZero();
    }

    private long distinctFigures() {
        Matcher matcher = PROGRESS.matcher(process.output());
        return matcher.results().map(match -> match.group(1)).distinct().count();
    }
}
