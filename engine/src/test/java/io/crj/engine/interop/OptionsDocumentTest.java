package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.testing.OptionsDocument;
import io.crj.engine.testing.OptionsDocument.Example;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/options.md shows works as it stands there, and leaves the program unharmed. */
class OptionsDocumentTest {

    @TempDir
    Path tmp;

    static Stream<Example> runnable() throws IOException {
        return OptionsDocument.examples().stream()
                .filter(example -> !example.victim().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("runnable")
    void shouldRunExamples(Example example) throws Exception {
        String name = example.victim();
        if (name.equals("shell")) {
            run(example, "");
        } else if (name.equals("job")) {
            try (Screen shell = Screen.shell(tmp, 24, 80)) {
                shell.command("sh -c 'for i in $(seq 40); do echo tick $i; sleep 0.2; done'");
                shell.await("tick 3\r\n");
                run(example, Integer.toString(shell.job()));
            }
        } else if (Files.readString(Path.of("src/test/victims", name + ".c")).contains("victim.h")) {
            try (Victim victim = Victim.start(name, tmp)) {
                run(example, victim.pid());
                victim.assertUnharmed();
            }
        } else {
            try (Subject subject = Subject.compiled(name, tmp)) {
                run(example, Integer.toString(subject.pid()));
                subject.assertUnharmed();
            }
        }
    }

    private void run(Example example, String pid) throws IOException, InterruptedException {
        Path place = Files.createDirectory(tmp.resolve("example"));
        Path crj = Files.createDirectory(tmp.resolve("bin")).resolve("crj");
        Files.writeString(crj, "#!/bin/sh\nexec " + quoted(Crj.command()) + " \"$@\"\n");
        Files.setPosixFilePermissions(crj, PosixFilePermissions.fromString("rwx------"));
        String script = "set -e\n" + String.join("\n", example.commands()) + "\n";
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
        builder.environment().put("PID", pid);
        builder.environment().merge("PATH", crj.getParent().toString(), (path, own) -> own + ":" + path);
        builder.directory(place.toFile()).redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(script + "\n" + output).isZero();
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }
}
