package io.crj.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentMainTest {

    @TempDir
    private Path state;

    private final StringWriter errors = new StringWriter();

    @Test
    void shouldExplainAWrongListenAddress() {
        assertThat(run("--listen", "7070")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--listen: '7070' is not ADDR:PORT");
    }

    @Test
    void shouldExplainAWrongServiceAddress() {
        assertThat(run("--service-address", "nonsense")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).contains("--service-address: 'nonsense' is not ADDRESS/PREFIX");
    }

    @Test
    void shouldTellThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();

            assertThat(run("--listen", address, "--state-dir", state.toString()))
                    .isEqualTo(CommandLine.ExitCode.SOFTWARE);
            assertThat(errors.toString()).contains("cannot listen on").contains(address);
        }
    }

    private int run(String... arguments) {
        return AgentMain.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    }
}
