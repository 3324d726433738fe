package io.crj.chaos.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.chaos.harness.Checker;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Running;
import io.crj.chaos.harness.Stranger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of connections: --tcp-close and --network-lock in a migration. */
class ConnectionsTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    final LabExtension labs = LabExtension.plain();

    @Test
    void shouldLeaveConnectionsBehindAndGoOnListening() throws IOException {
        Lab lab = labs.lab();
        Stranger python = Stranger.python(lab);
        Path more = lab.folder().resolve("more");
        Running visitor = visit(python, more);
        Migration.start(lab, "hostA", "hostB", python.pid(), "--no-tcp-established")
                .expectRefusal("--tcp-established", "--tcp-close");
        Migration.start(lab, "hostA", "hostB", python.pid(), "--no-tcp-established", "--tcp-close")
                .expect(Migration.MIGRATED);
        assertThat(python.runsOn("hostB")).isTrue();

        Files.createFile(more);
        assertThat(visitor.await(LIMIT).stdout()).contains("ended");
        visit(python, more).await(LIMIT).expectSuccess();
        // A socket that is closed moves like any other.
        Migration.start(lab, "hostB", "hostA", python.pid()).expect(Migration.MIGRATED);
        visit(python, more).await(LIMIT).expectSuccess();
    }

    @Test
    void shouldKeepConnectionsLockedWithIptables() {
        Lab lab = labs.lab();
        Stranger python = Stranger.python(lab);
        Checker checker = python.check();
        Migration.start(lab, "hostA", "hostB", python.pid(), "--network-lock", "iptables")
                .expect(Migration.MIGRATED);
        checker.awaitMoreAnswers();
        checker.stopAndExpectNoError();
        for (String host : new String[] {"hostA", "hostB"}) {
            assertThat(lab.exec(host, "iptables-save", "-t", "raw")).doesNotContain("crj-");
            assertThat(lab.exec(host, "nft", "list", "tables")).doesNotContain("crj-");
        }
    }

    private Running visit(Stranger server, Path more) {
        Running visitor = labs.lab()
                .start(
                        "visitor-" + System.nanoTime(),
                        "client",
                        "python3",
                        Stranger.file("visitor.py").toString(),
                        "service",
                        Integer.toString(server.port()),
                        more.toString());
        await().atMost(LIMIT).until(() -> visitor.output().contains("answered"));
        return visitor;
    }
}
