package io.crj.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;

class ConfigFilesTest {

    @TempDir
    Path tmp;

    private final Map<String, String> environment = new HashMap<>();

    private String[] extend(String... arguments) {
        CommandSpec dump = CommandSpec.forAnnotatedObject(new DumpCommand(new LocalEngine()));
        return new ConfigFiles(environment, dump, () -> Set.of("--pidfile")).extend(arguments);
    }

    private Path file(String name, String text) throws IOException {
        Path file = tmp.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void shouldReadFilesInOrderBeforeTheCommandLine() throws IOException {
        file(".criu/default.conf", "tree 1\n");
        environment.put("HOME", tmp.toString());
        environment.put(
                "CRIU_CONFIG_FILE",
                file("env.conf", "tree 2 # of the environment\n").toString());
        Path own = file("own.conf", "\n# comment\ntree 3\n");

        assertThat(extend("dump", "--config", own.toString(), "-t", "4"))
                .containsExactly("dump", "--tree=1", "--tree=2", "--tree=3", "--config", own.toString(), "-t", "4");
        assertThat(extend("dump", "--no-default-config", "--config=" + own))
                .containsExactly("dump", "--tree=2", "--tree=3", "--no-default-config", "--config=" + own);
    }

    @Test
    void shouldTakeOptionsAsTheyStandOnACommandLine() throws IOException {
        Path file = file(
                "conf",
                "tcp-established\nno-link-remap\n  log-file \"a \\\"b\\\" # c\"\nghost-limit\t2M#x\npidfile /p\nverbosity=4\n");

        assertThat(extend("dump", "--no-default-config", "--config=" + file))
                .startsWith(
                        "dump",
                        "--tcp-established",
                        "--no-link-remap",
                        "--log-file=a \"b\" # c",
                        "--ghost-limit=2M",
                        "--verbosity=4")
                .doesNotContain("--pidfile=/p");
    }

    @Test
    void shouldNameFileAndLineOfWhatItCannotUse() throws IOException {
        assertRefused("tree 1\nlazy-pages\n", "line 2", "--lazy-pages is not supported");
        assertRefused("nonsense\n", "line 1", "no option --nonsense");
        assertRefused("log-file a b\n", "line 1", "quotes");
        assertRefused("log-file \"a\n", "line 1", "not closed");
        assertThatThrownBy(() -> extend("dump", "--config=" + tmp.resolve("missing")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("missing");
    }

    private void assertRefused(String text, String... parts) throws IOException {
        Path file = file("refused.conf", text);
        assertThatThrownBy(() -> extend("dump", "--no-default-config", "--config=" + file))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining(file.toString());
    }
}
