package io.crj.chaos.options;

import static org.awaitility.Awaitility.await;

import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Stranger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs on a terminal that stays behind: they go on at a new one, which crj attach leads to. */
class ShellJobTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SCRIPT = Stranger.file("terminal.py").toString();

    @RegisterExtension
    final LabExtension labs = LabExtension.plain();

    @Test
    void shouldGoOnPaintingOnTheTerminalOfWhoeverAttaches() throws IOException {
        int top = start("", "top", "-d", "0.5");
        Migration.start(labs.lab(), "hostA", "hostB", top).expectRefusal("--shell-job");
        move("hostA", "hostB", top);
        talk("hostB", top, "expect COMMAND");
        move("hostB", "hostA", top);
        talk("hostA", top, "expect COMMAND");
    }

    @Test
    void shouldKeepTheJobsOfAnInteractiveShell() throws IOException {
        Lab lab = labs.lab();
        int shell = start("sleep 1000 | sleep 1001 &\n", "bash", "--norc", "-i");
        await().atMost(LIMIT)
                .until(() -> lab.tryExec("hostA", "pgrep", "-fx", "sleep 1001").exitCode() == 0);
        move("hostA", "hostB", shell);
        talk(
                "hostB",
                shell,
                "send echo word$((40+2))\\r",
                "expect word42",
                "send jobs\\r",
                "expect sleep 1000 | sleep 1001 &",
                "send fg\\r",
                "expect sleep 1000",
                "send \\x1a",
                "expect Stopped",
                "send kill %1; echo end$((1+1))\\r",
                "expect end2");
    }

    private int start(String typed, String... command) throws IOException {
        Lab lab = labs.lab();
        Path pidFile = lab.folder().resolve("pid");
        List<String> line = new ArrayList<>(List.of("python3", SCRIPT, "hold", pidFile.toString(), typed));
        line.addAll(List.of(command));
        lab.startDaemon("hostA", line.toArray(String[]::new));
        await().atMost(LIMIT).until(() -> Files.exists(pidFile));
        return Integer.parseInt(Files.readString(pidFile));
    }

    private void move(String from, String to, int pid) {
        Migration.start(labs.lab(), from, to, pid, "--shell-job").expect(Migration.MIGRATED);
    }

    private void talk(String host, int pid, String... steps) {
        List<String> line = new ArrayList<>(List.of("python3", SCRIPT, "talk"));
        line.addAll(List.of(steps));
        line.addAll(List.of("--", "crj", "attach", Integer.toString(pid)));
        labs.lab().exec(host, line.toArray(String[]::new));
    }
}
