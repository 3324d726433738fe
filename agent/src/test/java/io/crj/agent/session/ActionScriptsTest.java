package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.TICKET;
import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.SourceReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A script on both hosts of a migration, each at its moments. */
@Timeout(60)
class ActionScriptsTest {

    @TempDir
    private Path folder;

    private TestHost hostA;
    private TestHost hostB;
    private TestCoordinator source;
    private TestCoordinator target;

    @BeforeEach
    void start() throws IOException {
        hostA = TestHost.source(Files.createDirectory(folder.resolve("procA")));
        hostB = TestHost.target(Files.createDirectory(folder.resolve("procB")));
        source = new TestCoordinator(hostA.loops, hostA.port());
        target = new TestCoordinator(hostB.loops, hostB.port());
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
        hostA.close();
        hostB.close();
    }

    /**
     * Both sides get the script under another name, to tell their calls apart.
     *
     * @param special shell commands that may end the script otherwise than well
     */
    private void script(String special) throws IOException {
        source.options = TestCoordinator.OPTIONS.toBuilder()
                .addActionScripts(write("hookA", special))
                .build();
        target.options = TestCoordinator.OPTIONS.toBuilder()
                .addActionScripts(write("hookB", special))
                .build();
    }

    private String write(String name, String special) throws IOException {
        Path script = folder.resolve(name);
        Files.writeString(
                script,
                "#!/bin/sh\necho $CRTOOLS_SCRIPT_ACTION $CRTOOLS_INIT_PID \"$CRTOOLS_IMAGE_DIR\" >>$0.log\n" + special
                        + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script.toString();
    }

    private Path logA() {
        return folder.resolve("hookA.log");
    }

    private Path logB() {
        return folder.resolve("hookB.log");
    }

    private FromAgent startSource() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        target.prepareTarget(report);
        return source.startSource(hostB.port(), TICKET);
    }

    @Test
    void shouldRunAtEachSidesMoments() throws IOException {
        script("");
        startSource();
        CompletableFuture<FromAgent> ready = target.awaitReady();
        get(source.freeze());
        get(ready);
        assertThat(target.commit().getResumed().getWarningsList()).isEmpty();
        assertThat(source.commit().getReaped().getWarningsList()).isEmpty();

        assertThat(logA()).hasContent("pre-stream 4242 \npre-dump 4242 \nnetwork-lock 4242 \npost-dump 4242 \n");
        assertThat(logB())
                .hasContent("pre-restore \npost-restore 4242 \nnetwork-unlock 4242 \npre-resume 4242 \n"
                        + "post-resume 4242 \n");
    }

    @Test
    void shouldRefuseWhenTheScriptIsNotThere() {
        source.options = TestCoordinator.OPTIONS.toBuilder()
                .addActionScripts("/none/hook")
                .build();
        Error refused = source.inspectSource(4242).getError();
        assertThat(refused.getCode()).isEqualTo(Error.Code.REFUSED);
        assertThat(refused.getMessage()).contains("/none/hook is no file", "both hosts");
    }

    @Test
    void shouldRunOnWhenAScriptOfTheSourceObjects() throws IOException {
        script("[ $CRTOOLS_SCRIPT_ACTION != post-dump ] || exit 7");
        startSource();
        FromAgent freeze = get(source.freeze());
        assertThat(freeze.getError().getMessage()).contains("hookA", "post-dump", "exit code 7");
        assertThat(hostA.calls()).endsWith("runs again");
        assertThat(source.state()).isEqualTo(MigrationState.ABORTED);
    }

    @Test
    void shouldGiveUpTheVesselWhenAScriptOfTheTargetObjects() throws IOException {
        script("[ $CRTOOLS_SCRIPT_ACTION != post-restore ] || exit 3");
        startSource();
        CompletableFuture<FromAgent> ready = target.awaitReady();
        get(source.freeze());
        assertThat(get(ready).getError().getMessage()).contains("hookB", "post-restore", "exit code 3");
        assertThat(hostB.calls()).endsWith("vessel destroyed");
        assertThat(source.abort().hasAborted()).isTrue();
        assertThat(hostA.calls()).endsWith("runs again");
        assertThat(logA()).content().endsWith("post-dump 4242 \nnetwork-unlock 4242 \n");
    }

    @Test
    void shouldOnlyWarnOfWhatFailsAfterTheDecision() throws IOException {
        script("case $CRTOOLS_SCRIPT_ACTION in pre-resume|post-resume) exit 5;; esac");
        startSource();
        CompletableFuture<FromAgent> ready = target.awaitReady();
        get(source.freeze());
        get(ready);
        assertThat(target.commit().getResumed().getWarningsList())
                .hasSize(2)
                .allMatch(warning -> warning.contains("exit code 5"));
        assertThat(hostB.calls()).contains("resumed");
    }

    @Test
    void shouldKillAScriptThatDoesNotEndWhenTheMigrationIsGivenUp() throws IOException {
        script("[ $CRTOOLS_SCRIPT_ACTION != network-lock ] || exec sleep 1000");
        startSource();
        CompletableFuture<FromAgent> frozen = source.freeze();
        await().until(() -> Files.readString(logA()).contains("network-lock"));
        assertThat(source.abort().hasAborted()).isTrue();
        assertThat(get(frozen).hasError()).isTrue();
        assertThat(hostA.calls()).endsWith("runs again");
    }
}
