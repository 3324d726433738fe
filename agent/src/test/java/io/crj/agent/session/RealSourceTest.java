package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.TICKET;
import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process on the source, dumped by the real engine; the target only pretends to take it. */
@Timeout(120)
class RealSourceTest {

    /** Writes one number after the other, each with a check over 4 MiB of its own memory. */
    private static final String COUNTER = String.join(
            "\n",
            "import sys, time",
            "data = bytearray(range(256)) * 16384",
            "out = open(sys.argv[1], 'w', buffering=1)",
            "n = 0",
            "while True:",
            "    n += 1",
            "    data[n % len(data)] = 7",
            "    out.write('%d %d\\n' % (n, len(data)))",
            "    time.sleep(0.002)");

    @TempDir
    private Path dir;

    @TempDir
    private Path targetProc;

    private TestHost hostA;
    private TestHost hostB;
    private TestCoordinator source;
    private TestCoordinator target;
    private int pid;
    private SourceReport report;

    @BeforeEach
    void start() throws Exception {
        hostA = TestHost.realSource(dir.resolve("state"));
        hostB = TestHost.target(targetProc);
        source = new TestCoordinator(hostA.loops, hostA.port());
        target = new TestCoordinator(hostB.loops, hostB.port());
        pid = spawnCounter();
        await().until(() -> lines().size() > 3);
        report = source.inspectSource(pid).getSourceReport().toBuilder()
                .clearFiles()
                .setHost(target.inspectTarget(SourceReport.getDefaultInstance())
                        .getTargetReport()
                        .getHost())
                .build();
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
        hostA.close();
        hostB.close();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void shouldRunOnWithoutAGapWhenAbortedAfterItsVote() throws Exception {
        connect();
        assertThat(get(source.round(1)).getRoundDone().getPagesSent()).isGreaterThan(1000);
        assertThat(get(source.round(2)).getRoundDone().getPagesSent()).isBetween(1L, 500L);
        Prepared prepared = get(source.freeze()).getPrepared();
        assertThat(prepared.getPagesTotal()).isGreaterThan(1000);
        assertThat(prepared.getPagesSent()).isLessThan(500);
        assertThat(prepared.getPhaseNanosMap()).containsKeys("freeze", "lock", "send");
        int frozenAt = lines().size();

        assertThat(source.abort().hasAborted()).isTrue();

        await().until(() -> lines().size() > frozenAt + 50);
        assertNoGap();
        assertThat(hostB.calls()).contains("got round 2", "got image");
    }

    @Test
    void shouldRunOnWithoutAGapWhenTheTargetDiesDuringARound() throws Exception {
        connect();
        get(source.round(1));
        hostB.agent.close();

        FromAgent failed = get(source.round(2));

        assertThat(failed.getError().getMessage()).contains("the agent on hostB was ended");
        int before = lines().size();
        await().until(() -> lines().size() > before + 50);
        assertNoGap();
    }

    @Test
    void shouldBeGoneAfterTheCommit() {
        connect();
        get(source.round(1));
        assertThat(get(source.freeze()).hasPrepared()).isTrue();

        assertThat(source.commit().hasReaped()).isTrue();

        assertThat(source.state()).isEqualTo(MigrationState.REAPED);
        await().until(() -> isGone(pid));
    }

    private void connect() {
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        assertThat(source.startSource(pid, port, TICKET).hasSourceStarted()).isTrue();
    }

    /** Not as a child of this JVM, which would reap it from under the tracer. */
    private int spawnCounter() throws Exception {
        Path script = Files.writeString(dir.resolve("counter.py"), COUNTER);
        Path pidFile = dir.resolve("pid");
        new ProcessBuilder(
                        "sh",
                        "-c",
                        "setsid sh -c 'echo $$ >\"$2\"; exec python3 \"$0\" \"$1\" </dev/null >/dev/null 2>&1' \"$@\" &",
                        "sh",
                        script.toString(),
                        dir.resolve("out").toString(),
                        pidFile.toString())
                .start()
                .waitFor();
        await().until(() -> Files.exists(dir.resolve("out")));
        return Integer.parseInt(Files.readString(pidFile).strip());
    }

    private List<String> lines() throws IOException {
        Path out = dir.resolve("out");
        return Files.exists(out) ? Files.readAllLines(out) : List.of();
    }

    private void assertNoGap() throws IOException {
        List<String> lines = lines();
        for (int i = 0; i < lines.size() - 1; i++) {
            assertThat(lines.get(i)).isEqualTo((i + 1) + " " + (256 * 16384));
        }
    }

    private static boolean isGone(int pid) throws IOException {
        Path status = Path.of("/proc/" + pid + "/stat");
        return !Files.exists(status) || Files.readString(status).contains(") Z ");
    }
}
