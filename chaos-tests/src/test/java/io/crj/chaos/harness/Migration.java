package io.crj.chaos.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A run of {@code crj-migrate} on the host {@code client}. */
public final class Migration {
    /** Exit code: the process runs on the target. */
    public static final int MIGRATED = 0;
    /** Exit code: nothing was touched. */
    public static final int REFUSED = 3;
    /** Exit code: it failed, and the process runs on the source as before. */
    public static final int ROLLED_BACK = 4;

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Running process;

    private Migration(Running process) {
        this.process = process;
    }

    /** Starts moving a process from one host to the other. */
    public static Migration start(Lab lab, String from, String to, int pid, String... options) {
        List<String> command = new ArrayList<>(List.of("crj-migrate", "--json", "--from", from, "--to", to));
        command.addAll(List.of(options));
        command.add(Integer.toString(pid));
        String name = "migrate-" + COUNT.incrementAndGet();
        return new Migration(lab.start(name, "client", command.toArray(String[]::new)));
    }

    /** Waits until the progress display tells of a text; fails the test when the migration ends before. */
    public void awaitProgress(String text) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> process.output().contains(text) || !process.isAlive());
        assertThat(process.output()).contains(text);
    }

    /** Waits for the end and returns the result; fails the test when the exit code is another one. */
    public JsonNode expect(int exitCode) {
        Shell.Result result = process.await(LIMIT);
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
        JsonNode json = Json.lastObject(result.stdout());
        assertThat(json.path("migrated").asBoolean()).as(result.toString()).isEqualTo(exitCode == MIGRATED);
        return json;
    }

    /** Waits for the end; fails the test unless it was refused with a message that contains all the texts. */
    public void expectRefusal(String... texts) {
        Shell.Result result = process.await(LIMIT);
        assertThat(result.exitCode()).as(result.toString()).isEqualTo(REFUSED);
        assertThat(result.stdout() + result.stderr()).contains(texts);
    }
}
