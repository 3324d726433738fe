package io.crj.agent.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.AgentMain;
import io.crj.wire.pki.CertificateNames;
import io.crj.wire.pki.PemFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PkiCommandTest {

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void shouldMakeAnAuthorityAndAHostsFiles() {
        assertThat(pki("init")).isZero();
        assertThat(pki("issue", "hostA", "--address", "10.0.0.1,a.example.org", "--days", "7"))
                .isZero();

        Path host = folder.resolve("agent/hostA");
        assertThat(host).isDirectoryContaining("glob:**/{ca.crt}").isDirectoryContaining("glob:**/host.key");
        var issued = PemFiles.certificate(host.resolve("host.crt"));
        assertThat(CertificateNames.of(issued).certified()).hasToString("Optional[crj://agent/hostA]");
        assertThat(CertificateNames.of(issued).hosts()).contains("hostA", "10.0.0.1", "a.example.org");
        assertThat(issued.getNotAfter().toInstant()).isBefore(Instant.now().plus(Duration.ofDays(8)));
        assertThat(output.toString())
                .contains("made " + folder.resolve("ca.crt"))
                .contains("made crj://agent/hostA in " + host + "; copy it to /etc/crj/pki on hostA");
    }

    @Test
    void shouldIssueToSeveralHostsAndToCoordinators() {
        pki("init");
        assertThat(pki("issue", "hostA", "hostB")).isZero();
        assertThat(pki("issue", "desk", "--role", "coordinator")).isZero();

        assertThat(folder.resolve("agent/hostB/host.crt")).exists();
        assertThat(CertificateNames.of(PemFiles.certificate(folder.resolve("coordinator/desk/host.crt")))
                        .certified())
                .hasToString("Optional[crj://coordinator/desk]");
    }

    @Test
    void shouldOverwriteNothing() throws IOException {
        pki("init");
        byte[] key = Files.readAllBytes(folder.resolve("ca.key"));

        assertThat(pki("init")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString()).contains("crj-agent: " + folder.resolve("ca.crt") + " is there already");
        assertThat(Files.readAllBytes(folder.resolve("ca.key"))).isEqualTo(key);
    }

    @Test
    void shouldExplainWhatIsWrong() {
        assertThat(pki("issue", "hostA")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString()).contains("there is no authority in " + folder);
        pki("init");
        assertThat(pki("issue", "../hostA")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString()).contains("a host's name in a certificate has");
        assertThat(pki("issue", "hostA", "--address", "10.0.0.1 and more")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString()).contains("'10.0.0.1 and more' is neither");
        assertThat(pki("issue", "hostA", "hostB", "--address", "10.0.0.1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(pki("issue", "hostA", "--role", "king")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(pki("issue", "hostA", "--days", "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private int pki(String... arguments) {
        List<String> all = new ArrayList<>(List.of("pki"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--dir", folder.toString()));
        return AgentMain.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(errors, true))
                .execute(all.toArray(String[]::new));
    }
}
