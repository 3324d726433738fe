package io.crj.chaos.options;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Stranger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The examples of docs/options.md that need two hosts: its blocks {@code shell-session}, one after the other. */
class DocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/options.md");

    @RegisterExtension
    final LabExtension labs = LabExtension.plain();

    @Test
    void shouldRunExamplesOfMigrations() throws IOException {
        Lab lab = labs.lab();
        Stranger python = Stranger.python(lab);
        Path hook = Files.writeString(lab.folder().resolve("hook"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> commands = examples();
        assertThat(commands).hasSizeGreaterThan(3);
        for (String command : commands) {
            lab.exec(
                    "client",
                    "bash",
                    "-c",
                    "cd " + lab.folder() + "; PID=" + python.pid() + " HOOK=" + hook + "; " + command);
        }
        assertThat(python.runsOn("hostA")).isTrue();
    }

    private static List<String> examples() throws IOException {
        List<String> commands = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("```")) {
                inside = line.equals("```shell-session");
            } else if (inside && line.startsWith("$ ")) {
                commands.add(line.substring(2));
            }
        }
        return commands;
    }
}
