package io.crj.chaos.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.chaos.harness.Holder;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Stranger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client of a server that every host has one of, as of syslog: --ext-unix-sk in a migration. */
class UnixSocketTest {
    private static final String SOCKET = "/run/crj/log";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @RegisterExtension
    final LabExtension labs = LabExtension.plain();

    @Test
    void shouldTalkToTheServerOfTheTarget() throws IOException {
        Path onA = startServer("hostA");
        Path onB = startServer("hostB");
        Holder holder = Holder.start(labs.lab(), "datagram", SOCKET);
        holder.expectRefusal("--ext-unix-sk", SOCKET);
        holder.moveToHostB("--ext-unix-sk");
        await().atMost(LIMIT).until(() -> Files.readAllLines(onB).size() > 3);

        // Nothing was lost or sent twice: the second goes on where the first ended.
        List<String> sent = Files.readAllLines(onA);
        sent.addAll(Files.readAllLines(onB));
        assertThat(sent)
                .containsExactlyElementsOf(IntStream.range(0, sent.size())
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private Path startServer(String host) {
        Lab lab = labs.lab();
        Path log = lab.folder().resolve("log-" + host);
        lab.exec(host, "mkdir", "-p", "/run/crj");
        lab.startDaemon(host, "python3", Stranger.file("log_server.py").toString(), SOCKET, log.toString());
        await().atMost(LIMIT)
                .until(() -> lab.tryExec(host, "test", "-S", SOCKET).exitCode() == 0);
        return log;
    }
}
