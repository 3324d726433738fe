package io.crj.engine.task;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.UnsupportedResourceException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcessDumpTest {

    @Test
    void shouldRefuseAProcessThatIgnoresSigtrap() throws IOException {
        Process ignoring = start("trap '' TRAP; echo set; read line");
        try {
            assertThatThrownBy(() -> ProcessDump.check((int) ignoring.pid()))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("pid " + ignoring.pid())
                    .hasMessageContaining("SIGTRAP");
        } finally {
            ignoring.destroyForcibly();
        }
    }

    @Test
    void shouldAcceptAProcessThatDoesNot() throws IOException {
        Process plain = start("echo set; read line");
        try {
            assertThatCode(() -> ProcessDump.check((int) plain.pid())).doesNotThrowAnyException();
        } finally {
            plain.destroyForcibly();
        }
    }

    /** On return the shell has got as far as {@code echo}. */
    private static Process start(String script) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", script).start();
        process.inputReader().readLine();
        return process;
    }
}
