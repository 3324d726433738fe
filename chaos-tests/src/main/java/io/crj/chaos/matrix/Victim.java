package io.crj.chaos.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.harness.Await;
import io.crj.chaos.harness.Json;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program on hostA that is moved to and fro, and the client that has one connection to it all the time and checks every byte. */
final class Victim {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    private static final int TAIL_BYTES = 200;

    /** Which program. */
    enum Kind {
        /** A redis-server with some data. */
        REDIS,
        /** A program that checks its memory and that it is alone. */
        PATTERN
    }

    private final Kind kind;
    private final int pid;
    private final Path status;
    private final Running client;

    private Victim(Kind kind, int pid, Path status, Running client) {
        this.kind = kind;
        this.pid = pid;
        this.status = status;
        this.client = client;
    }

    static Victim start(Lab lab, Kind kind) {
        Path status = lab.folder().resolve("pattern.status");
        boolean redis = kind == Kind.REDIS;
        int port = redis ? 6379 : 7000;
        int pid = redis
                ? lab.startDaemon(
                        "hostA",
                        "redis-server",
                        "--port",
                        "6379",
                        "--bind",
                        "0.0.0.0",
                        "--save",
                        "",
                        "--protected-mode",
                        "no")
                : lab.startDaemon(
                        "hostA",
                        "python3",
                        Lab.resource("strangers/pattern.py").toString(),
                        "7000",
                        status.toString(),
                        "4");
        Await.until(START_LIMIT, kind + " listens", () -> lab.listens("hostA", port));
        List<String> check = new ArrayList<>(List.of("crj-lab", redis ? "redis-check" : "stream-check"));
        if (redis) {
            lab.exec("client", "crj-lab", "redis-fill", "--mib", "4");
        }
        check.addAll(List.of(
                "--port", Integer.toString(port), "--progress", "--progress-millis", "50", "--pause-millis", "3"));
        Victim victim = new Victim(kind, pid, status, lab.start("client", "client", check.toArray(String[]::new)));
        victim.objection().ifPresent(wrong -> {
            throw new AssertionError(wrong);
        });
        return victim;
    }

    int pid() {
        return pid;
    }

    Kind kind() {
        return kind;
    }

    /** What is wrong with the client's stream or the program's memory, after some more answers; empty: nothing. */
    Optional<String> objection() {
        String before = lastProgress();
        boolean goesOn = Await.holdsWithin(
                ANSWER_LIMIT, () -> !client.isAlive() || !lastProgress().equals(before));
        if (!client.isAlive() || !goesOn) {
            return Optional.of(
                    "the client " + (goesOn ? "ended" : "gets no answer any more") + ": " + client.tail(TAIL_BYTES));
        } else if (!lastProgress().contains(" 0 errors")) {
            return Optional.of("the client's stream is broken: " + client.tail(TAIL_BYTES));
        }
        return selfObjection();
    }

    private Optional<String> selfObjection() {
        Path wrong = Path.of(status + ".wrong");
        try {
            return Files.exists(wrong) ? Optional.of("the program says: " + Files.readString(wrong)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the client and returns how many requests it had answered. */
    long stop() {
        client.handle().descendants().forEach(ProcessHandle::destroy);
        JsonNode report = Json.lastObject(client.await(ANSWER_LIMIT).stdout());
        return report.path("requests").asLong();
    }

    /** Requests that were answered; the largest gap changes later than they do. */
    private String lastProgress() {
        String output = client.tail(TAIL_BYTES);
        int end = output.lastIndexOf(" errors,");
        return end < 0 ? "" : output.substring(output.lastIndexOf('\n', end) + 1, end + " errors".length());
    }
}
