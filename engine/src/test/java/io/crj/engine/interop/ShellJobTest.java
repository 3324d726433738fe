package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs started from an interactive shell move to other terminals. */
class ShellJobTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String INTERRUPT = "\u0003";
    private static final String SUSPEND = "\u001a";
    private static final String DETACH = "\u0010\u0011";

    @TempDir
    private Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws Exception {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    private static int top(Screen shell) {
        shell.command("top -d1");
        shell.await("load average");
        shell.await("load average");
        return shell.job();
    }

    private String crj(String... arguments) {
        return Crj.command(arguments).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    private void dump(int pid) throws Exception {
        Crj.run("dump", "-t", Integer.toString(pid), "-D", image.toString(), "--shell-job");
        await().atMost(PATIENCE).until(() -> !Files.exists(Path.of("/proc/" + pid)));
    }

    @Test
    void shouldRefuseATerminalFromOutsideWithoutTheOption() throws Exception {
        try (Screen shell = Screen.shell(tmp, 30, 90)) {
            int pid = top(shell);
            assertThat(Crj.refuse("dump", "-t", Integer.toString(pid), "-D", image.toString()))
                    .contains("/dev/pts/", "use --shell-job");
            shell.forget();
            shell.await("load average");
            dump(pid);
            assertThat(Crj.refuse("restore", "-D", image.toString())).contains("--shell-job");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"crj", "from criu", "to criu"})
    void shouldMoveTopToAnotherTerminal(String how) throws Exception {
        try (Screen before = Screen.shell(tmp, 30, 90);
                Screen after = Screen.shell(tmp, 30, 90)) {
            int pid = top(before);
            byte[] modes = before.modes();
            if (how.equals("from criu")) {
                CriuPeer.dump(pid, image, "--shell-job");
                await().atMost(PATIENCE).until(() -> !Files.exists(Path.of("/proc/" + pid)));
            } else {
                dump(pid);
            }
            before.await("PROMPT");
            String restore = how.equals("to criu")
                    ? CriuPeer.command("restore", "-D", image.toString(), "--shell-job")
                    : crj("restore", "-D", image.toString(), "-j");
            after.command(restore + "; echo code $?");
            after.await("load average");
            after.await("load average");
            assertThat(after.modes()).isEqualTo(modes);
            assertThat(after.foreground()).isEqualTo(pid);
            TaskStat stat = TaskStat.read(pid);
            assertThat(List.of(stat.session(), stat.group())).isEqualTo(List.of(after.pid(), pid));
            assertThat(ProcFile.link("/proc/" + pid + "/fd/0")).isEqualTo(after.path());
            after.type("q");
            after.await("code 0");
        }
    }

    @Test
    void shouldBeSuspendedAndContinuedByTheShell() throws Exception {
        try (Screen before = Screen.shell(tmp, 30, 90);
                Screen after = Screen.shell(tmp, 30, 90)) {
            dump(top(before));
            after.command(crj("restore", "-D", image.toString(), "-j"));
            after.await("load average");
            after.type(SUSPEND);
            after.await("Stopped");
            after.await("PROMPT");
            after.command("fg");
            after.await("load average");
            after.type("q");
            after.await("PROMPT");
        }
    }

    @Test
    void shouldKeepTheSizeThatTheUserSees() throws Exception {
        try (Screen before = Screen.shell(tmp, 30, 90);
                Screen after = Screen.shell(tmp, 20, 70)) {
            dump(top(before));
            after.command(crj("restore", "-D", image.toString(), "-j"));
            after.await("load average");
            assertThat(after.size()).startsWith(20, 0, 70, 0);
        }
    }

    @Test
    void shouldMoveAnEditorWithWhatWasTyped() throws Exception {
        Path file = tmp.resolve("text");
        try (Screen before = Screen.shell(tmp, 24, 80);
                Screen after = Screen.shell(tmp, 24, 80)) {
            before.command("vi " + file);
            before.await("text");
            before.type("ihello");
            before.await("hello");
            dump(before.job());
            before.await("PROMPT");
            after.command(crj("restore", "-D", image.toString(), "-j"));
            after.await("hello");
            after.type(" world\u001b");
            after.await("world");
            after.type(":wq\r");
            after.await("PROMPT");
            assertThat(file).hasContent("hello world");
        }
    }

    @Test
    void shouldMoveAShellWithItsJobs() throws Exception {
        try (Screen before = Screen.shell(tmp, 30, 90)) {
            int pid = before.pid();
            before.command("i=0; while sleep 0.2; do echo tick $((i++)); done | cat &");
            before.await("tick 3");
            before.command("sleep 1000");
            await().atMost(PATIENCE).until(() -> before.foreground() != pid);
            int sleeping = before.foreground();
            dump(pid);
            try (Screen after = Screen.of(tmp, 30, 90, Crj.command("restore", "-D", image.toString(), "-j"))) {
                after.await("tick");
                assertThat(after.session()).isEqualTo(pid);
                assertThat(after.foreground()).isEqualTo(sleeping);
                assertThat(TaskStat.read(sleeping).terminal())
                        .isEqualTo(TaskStat.read(pid).terminal())
                        .isNotZero();
                after.type(INTERRUPT);
                after.await("PROMPT");
                controlJobs(after);
                after.command("kill %1; exit 7");
                assertThat(after.exitCode()).isEqualTo(7);
            }
        }
    }

    private static void controlJobs(Screen shell) {
        shell.command("sleep 500");
        await().atMost(PATIENCE).until(() -> shell.foreground() != shell.session());
        shell.type(SUSPEND);
        shell.await("Stopped");
        shell.command("fg");
        shell.await("sleep 500");
        await().atMost(PATIENCE).until(() -> shell.foreground() != shell.session());
        shell.type(SUSPEND);
        shell.await("Stopped");
        shell.command("bg; jobs");
        shell.await("Running +sleep 500");
        shell.command("kill %sleep; echo there </dev/tty");
        shell.await("there\r\n");
    }

    @Test
    void shouldKeepATerminalForAJobThatIsRestoredWithoutOne() throws Exception {
        String pid;
        try (Screen before = Screen.shell(tmp, 30, 90)) {
            pid = Integer.toString(before.pid());
            before.command("echo started");
            before.await("started\r\n");
            dump(before.pid());
        }
        Crj.run("restore", "-D", image.toString(), "-j", "-d");
        try (Screen attached = Screen.of(tmp, 40, 100, Crj.command("attach", pid))) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                attached.command("stty size");
                attached.await("40 100");
            });
            assertThat(Crj.refuse("attach", pid)).contains("another crj is attached");
            attached.type(DETACH);
            attached.await("the job runs on");
            assertThat(attached.exitCode()).isZero();
        }
        try (Screen again = Screen.of(tmp, 30, 90, Crj.command("attach", pid))) {
            again.await("PROMPT");
            again.command("exit 9");
            assertThat(again.exitCode()).isEqualTo(9);
        }
        assertThat(Crj.refuse("attach", pid)).contains("no process " + pid);
    }

    @Test
    void shouldNotAttachToWhatHasNoKeeper() throws Exception {
        assertThat(Crj.refuse("attach", "1")).contains("has no terminal to attach to");
    }
}
