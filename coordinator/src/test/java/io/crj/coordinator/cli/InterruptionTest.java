package io.crj.coordinator.cli;

import static io.crj.wire.message.ToAgent.BodyCase.ABORT;
import static io.crj.wire.message.ToAgent.BodyCase.AWAIT_READY;
import static io.crj.wire.message.ToAgent.BodyCase.COMMIT;
import static io.crj.wire.message.ToAgent.BodyCase.FREEZE;
import static io.crj.wire.message.ToAgent.BodyCase.ROUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.coordinator.testing.FakeAgent;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.message.ToAgent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real program, in a JVM of its own, and a real SIGINT. */
@Timeout(90)
class InterruptionTest {

    private final EventLoops loops = EventLoops.start();
    private final FakeAgent source = new FakeAgent(loops, "hostA");
    private final FakeAgent target = new FakeAgent(loops, "hostB");
    private final Map<ControlPeer, ToAgent> held = new ConcurrentHashMap<>();
    private Process program;

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        program.destroyForcibly();
        source.close();
        target.close();
        loops.close();
    }

    @Test
    void shouldRollBackAndExitWith130BeforeTheFreeze() throws Exception {
        source.silentOn(ROUND);
        start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> source.received().contains(ROUND));

        interrupt();

        assertThat(exitCode()).isEqualTo(130);
        assertThat(source.received()).endsWith(ABORT).doesNotContain(FREEZE);
        assertThat(target.received()).endsWith(ABORT);
        assertThat(errors())
                .contains("cancelling: the tree runs on at the source")
                .contains("aborted: cancelled");
    }

    @Test
    void shouldRollBackDuringTheFreezeToo() throws Exception {
        target.silentOn(AWAIT_READY);
        start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> target.received().contains(AWAIT_READY));

        interrupt();

        assertThat(exitCode()).isEqualTo(130);
        assertThat(source.received()).endsWith(ABORT);
        assertThat(errors()).contains("unless the decision to commit is written already");
    }

    @Test
    void shouldFinishWhatIsDecided() throws Exception {
        target.on(COMMIT, held::put);
        start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> !held.isEmpty());

        interrupt();
        await().atMost(10, TimeUnit.SECONDS).until(() -> errors().contains("too late to cancel"));
        held.forEach(target::honest);

        assertThat(exitCode()).isZero();
        assertThat(source.received()).endsWith(COMMIT);
        assertThat(Files.readString(folder.resolve("out"))).contains("runs on 127.0.0.1 with pid 42");
    }

    private void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                // Whatever runs the tests may ignore the signal.
                "env",
                "--default-signal",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.crj.coordinator.cli.MigrateMain",
                "--from",
                source.address().toString(),
                "--to",
                target.address().toString(),
                "42");
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        builder.redirectOutput(folder.resolve("out").toFile());
        builder.redirectError(folder.resolve("err").toFile());
        program = builder.start();
    }

    /** What Ctrl-C sends. */
    private void interrupt() throws Exception {
        Process kill = new ProcessBuilder("kill", "-INT", Long.toString(program.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private int exitCode() throws InterruptedException {
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).as("the program ends").isTrue();
        return program.exitValue();
    }

    private String errors() throws IOException {
        return Files.readString(folder.resolve("err"));
    }
}
