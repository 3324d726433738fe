package io.crj.chaos.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Stranger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a migration says afterwards: --pidfile, events with the pid, --namespaces, --log-file and --log-pid. */
class PidsAndLogsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    final LabExtension labs = LabExtension.withBroker();

    @Test
    void shouldWritePidAndKeepLogOfEachTask() {
        Lab lab = labs.lab();
        Stranger python = Stranger.python(lab);
        Path pidFile = lab.folder().resolve("pid");
        JsonNode result = Migration.start(
                        lab,
                        "hostA",
                        "hostB",
                        python.pid(),
                        "--pidfile",
                        pidFile.toString(),
                        "--log-file",
                        "restore.log",
                        "--log-pid")
                .expect(Migration.MIGRATED);
        assertThat(pidFile).hasContent(Integer.toString(python.pid()));
        assertThat(result.path("pid").asInt()).isEqualTo(python.pid());
        assertThat(result.has("namespacePid")).isFalse();
        String logs = result.path("logDirectory").asText();
        assertThat(lab.exec("hostB", "cat", logs + "/restore.log")).contains("target is READY");
        assertThat(lab.exec("hostB", "cat", logs + "/restore.log." + python.pid()))
                .isNotEmpty();
    }

    @Test
    void shouldTellBothPidsOfTreeInItsOwnNamespace() {
        Lab lab = labs.lab();
        int pid = startInOwnPidNamespace(lab);
        Path pidFile = lab.folder().resolve("pid");
        Path events = lab.folder().resolve("events");
        // Port 1 is not served: all events go to the file.
        JsonNode result = Migration.start(
                        lab,
                        "hostA",
                        "hostB",
                        pid,
                        "--namespaces",
                        "pid",
                        "--pidfile",
                        pidFile.toString(),
                        "--kafka",
                        "127.0.0.1:1",
                        "--event-linger",
                        "100ms",
                        "--events-file",
                        events.toString())
                .expect(Migration.MIGRATED);
        int arrived = result.path("pid").asInt();
        assertThat(result.path("namespacePid").asInt()).isEqualTo(1);
        assertThat(lab.runs("hostB", arrived, "python3")).isTrue();
        assertThat(pidFile).hasContent(Integer.toString(arrived));
        assertThat(events).content().contains("\"pid\":" + arrived + ",\"namespacePid\":1");
    }

    private static int startInOwnPidNamespace(Lab lab) {
        Path status = lab.folder().resolve("status");
        int outside = lab.startDaemon(
                "hostA",
                "unshare",
                "--pid",
                "--fork",
                "setsid",
                "python3",
                Stranger.file("holder.py").toString(),
                "device",
                "/dev/zero",
                status.toString());
        await().atMost(LIMIT).until(() -> Files.exists(status));
        return Integer.parseInt(lab.exec("hostA", "cat", "/proc/" + outside + "/task/" + outside + "/children"));
    }
}
