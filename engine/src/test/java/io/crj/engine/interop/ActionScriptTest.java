package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.hook.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts run at their moments, in the order and with the environment of CRIU's, and their exit codes count where CRIU's do. */
class ActionScriptTest {

    @TempDir
    Path tmp;

    private Path image;
    private Path seen;
    private Subject subject;

    @BeforeEach
    void start() throws Exception {
        image = tmp.resolve("image");
        seen = tmp.resolve("seen");
        subject = Subject.compiled("counter", tmp);
    }

    @AfterEach
    void end() {
        subject.close();
    }

    /** A script that writes {@code text}, a word of the shell, at every action, and then does {@code more}. */
    private String script(String name, String text, String more) throws IOException {
        Path script = Files.writeString(
                tmp.resolve(name), "#!/bin/sh\necho \"" + text + "\" >>" + seen + "\n" + more + "\nexit 0\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    private String failing(Action action, int code) throws IOException {
        return script(
                "failing",
                "$CRTOOLS_SCRIPT_ACTION",
                "[ $CRTOOLS_SCRIPT_ACTION = " + action.label() + " ] && exit " + code);
    }

    private List<String> seen() throws IOException {
        List<String> lines = Files.readAllLines(seen);
        Files.delete(seen);
        return lines;
    }

    private String pid() {
        return Integer.toString(subject.pid());
    }

    @Test
    void shouldRunAtTheMomentsAtWhichCriuRunsThem() throws Exception {
        String script = script("each", "$CRTOOLS_SCRIPT_ACTION ${CRTOOLS_INIT_PID-nobody}", "");
        Crj.run("dump", "-t", pid(), "-D", image.toString(), "--action-script", script);
        List<String> dumped = seen();
        subject.awaitGone();
        Crj.run("restore", "-d", "-D", image.toString(), "--action-script", script);
        List<String> restored = seen();
        assertThat(dumped).containsExactly("pre-dump " + pid(), "network-lock " + pid(), "post-dump " + pid());
        assertThat(restored)
                .containsExactly(
                        "pre-restore nobody",
                        "post-restore " + pid(),
                        "network-unlock " + pid(),
                        "pre-resume " + pid(),
                        "post-resume " + pid());

        Path second = Files.createDirectory(tmp.resolve("second"));
        CriuPeer.dump(subject.pid(), second, "--action-script", script);
        assertThat(actions(seen())).isEqualTo(ofEveryTree(dumped));
        subject.awaitGone();
        CriuPeer.restore(second, "--action-script", script);
        assertThat(actions(seen())).isEqualTo(ofEveryTree(restored));
        subject.assertUnharmed();
    }

    /** CRIU runs those of the network only for trees that have one of their own. */
    private static List<String> ofEveryTree(List<String> lines) {
        return actions(lines).stream()
                .filter(action -> !action.startsWith("network-"))
                .toList();
    }

    private static List<String> actions(List<String> lines) {
        return lines.stream().map(line -> line.split(" ")[0]).toList();
    }

    @Test
    void shouldRunTheNewestScriptFirstInTheWorkDirectory() throws Exception {
        String first = script("first", "first $CRTOOLS_IMAGE_DIR", "");
        String second = script("second", "second $(pwd)", "");
        Path work = Files.createDirectory(tmp.resolve("elsewhere"));
        Crj.run(
                "dump",
                "-R",
                "-t",
                pid(),
                "-D",
                image.toString(),
                "-W",
                work.toString(),
                "--action-script",
                first,
                "--action-script",
                second);
        assertThat(seen()).startsWith("second " + work, "first " + image).hasSize(8);
        subject.assertUnharmed();
    }

    @ParameterizedTest
    @CsvSource({"PRE_DUMP, 1", "NETWORK_LOCK, 1", "POST_DUMP, 7"})
    void shouldLetTheTreeRunOnWhenAScriptEndsTheDump(Action action, int code) throws Exception {
        Crj.Result result = Crj.attempt(
                Map.of(), "dump", "-t", pid(), "-D", image.toString(), "--action-script", failing(action, 7));
        assertThat(result.code()).isEqualTo(code);
        assertThat(result.output())
                .contains("failing", action.label(), "exit code 7")
                .hasLineCount(1);
        subject.assertUnharmed();
        // A complete image stays, for whoever wants to know why it was not good enough.
        assertThat(Files.exists(image)).isEqualTo(action == Action.POST_DUMP);
        assertThat(seen().get(0)).isEqualTo("pre-dump");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRE_RESTORE", "POST_RESTORE"})
    void shouldLeaveNothingWhenAScriptEndsTheRestore(Action action) throws Exception {
        Crj.run("dump", "-t", pid(), "-D", image.toString());
        subject.awaitGone();
        Crj.Result result =
                Crj.attempt(Map.of(), "restore", "-d", "-D", image.toString(), "--action-script", failing(action, 3));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("failing", action.label(), "exit code 3")
                .hasLineCount(1);
        subject.awaitGone();
        Crj.run("restore", "-d", "-D", image.toString());
        subject.assertUnharmed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SETUP_NAMESPACES", "POST_SETUP_NAMESPACES"})
    void shouldHearOfNamespacesWhenTheTreeHasSomeOfItsOwn(Action action) throws Exception {
        Path place = Files.createDirectory(tmp.resolve("place"));
        try (Subject inside = Subject.compiled("counter", place, "unshare", "--net")) {
            Crj.run("dump", "-t", Integer.toString(inside.pid()), "-D", image.toString());
            inside.awaitGone();
            Crj.Result result = Crj.attempt(
                    Map.of(), "restore", "-d", "-D", image.toString(), "--action-script", failing(action, 3));
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output()).contains(action.label(), "exit code 3").hasLineCount(1);
            List<String> seen = seen();
            assertThat(seen.get(seen.size() - 1)).isEqualTo(action.label());
            inside.awaitGone();
            String each = script("each", "$CRTOOLS_SCRIPT_ACTION", "");
            Crj.run("restore", "-d", "-D", image.toString(), "--action-script", each);
            assertThat(seen()).startsWith("pre-restore", "setup-namespaces", "post-setup-namespaces", "post-restore");
            inside.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NETWORK_UNLOCK", "PRE_RESUME", "POST_RESUME"})
    void shouldOnlyWarnWhenItIsTooLate(Action action) throws Exception {
        Crj.run("dump", "-t", pid(), "-D", image.toString());
        subject.awaitGone();
        String output = Crj.run("restore", "-d", "-D", image.toString(), "--action-script", failing(action, 3));
        assertThat(output).contains("Warn", action.label(), "exit code 3").hasLineCount(1);
        subject.assertUnharmed();
    }

    @Test
    void shouldNameScriptsThatCannotRunBeforeAnythingElse() throws Exception {
        Path script = Files.writeString(tmp.resolve("script"), "#!/bin/sh\n");
        for (String wrong : List.of(script.toString(), tmp.resolve("missing").toString())) {
            Crj.Result result =
                    Crj.attempt(Map.of(), "dump", "-t", pid(), "-D", image.toString(), "--action-script", wrong);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.output()).contains(wrong).hasLineCount(1);
            assertThat(image).doesNotExist();
        }
        subject.assertUnharmed();
    }
}
