package io.crj.chaos.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.harness.Checker;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Stranger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** --action-script in a migration: on both hosts, at each side's moments, with a word in the matter before the decision. */
class ActionScriptsTest {
    @RegisterExtension
    final LabExtension labs = LabExtension.plain();

    @Test
    void shouldRunOnBothHosts() throws IOException {
        Lab lab = labs.lab();
        Stranger python = Stranger.python(lab);
        Migration.start(lab, "hostA", "hostB", python.pid(), "--action-script", script("true"))
                .expect(Migration.MIGRATED);

        String pid = " " + python.pid();
        assertThat(calls("hostA"))
                .containsExactly("pre-stream" + pid, "pre-dump" + pid, "network-lock" + pid, "post-dump" + pid);
        assertThat(calls("hostB"))
                .containsExactly(
                        "pre-restore ",
                        "post-restore" + pid,
                        "network-unlock" + pid,
                        "pre-resume" + pid,
                        "post-resume" + pid);
    }

    @Test
    void shouldRollBackWhenOneObjects() throws IOException {
        Lab lab = labs.lab();
        Stranger python = Stranger.python(lab);
        Checker checker = python.check();
        String script = script("[ $CRTOOLS_SCRIPT_ACTION != post-restore ] || exit 7");
        String reason = Migration.start(lab, "hostA", "hostB", python.pid(), "--action-script", script)
                .expect(Migration.ROLLED_BACK)
                .path("reason")
                .asText();
        assertThat(reason).contains(script, "post-restore", "exit code 7", "hostB");
        checker.awaitMoreAnswers();
        assertThat(python.runsOn("hostA")).isTrue();
        checker.stopAndExpectNoError();
        assertThat(calls("hostA")).endsWith("network-unlock " + python.pid());
    }

    @Test
    void shouldRefuseScriptThatIsNotOnTheHosts() {
        Stranger python = Stranger.python(labs.lab());
        Migration.start(labs.lab(), "hostA", "hostB", python.pid(), "--action-script", "/no/such/script")
                .expectRefusal("/no/such/script", "hostA");
    }

    private String script(String special) throws IOException {
        Path script = labs.lab().folder().resolve("hook");
        Files.writeString(
                script,
                "#!/bin/sh\necho \"$CRTOOLS_SCRIPT_ACTION $CRTOOLS_INIT_PID\" >>$0.calls.$(hostname)\n" + special
                        + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script.toString();
    }

    private List<String> calls(String host) throws IOException {
        return Files.readAllLines(labs.lab().folder().resolve("hook.calls." + host));
    }
}
