package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.engine.cli.rpc.RpcClient;
import io.crj.engine.cli.rpc.proto.Answer;
import io.crj.engine.cli.rpc.proto.Options;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that know CRIU's RPC get what they ask crj for. */
class RpcTest {

    private static final int DUMP = 1;
    private static final int RESTORE = 2;

    @TempDir
    Path tmp;

    @Test
    void shouldDumpAndRestoreAsAService() throws Exception {
        Path images = Files.createDirectory(tmp.resolve("image"));
        Path address = tmp.resolve("socket");
        List<String> line =
                Crj.command("service", "-W", tmp.toString(), "--address", "socket", "--pidfile", "service.pid", "-d");
        assertThat(new ProcessBuilder(line).inheritIO().start().waitFor()).isZero();
        try (Subject subject = Subject.compiled("counter", tmp)) {
            Options.Builder options =
                    Options.newBuilder().setNotifyScripts(true).setLogLevel(4);
            options.setImagesDir(images.toString());
            try (RpcClient client = RpcClient.connect(address)) {
                Answer answer =
                        client.ask(DUMP, options.clone().setPid(subject.pid()).build());
                assertThat(answer.getSuccess()).as(answer.getMessage()).isTrue();
                assertThat(client.actions).contains("pre-dump", "network-lock", "post-dump");
            }
            subject.awaitGone();
            try (RpcClient client = RpcClient.connect(address)) {
                Answer answer =
                        client.ask(RESTORE, options.setLogFile("restore.log").build());
                assertThat(answer.getRestore().getPid()).as(answer.getMessage()).isEqualTo(subject.pid());
                assertThat(client.actions).contains("pre-restore", "post-restore", "post-resume");
            }
            subject.assertUnharmed();
            assertThat(images.resolve("criu.log")).content().contains("Dumping finished successfully");
            assertThat(images.resolve("restore.log")).content().contains("Restore finished successfully");
        } finally {
            endService();
        }
    }

    private void endService() throws IOException {
        long pid = Long.parseLong(Files.readString(tmp.resolve("service.pid")).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        await().atMost(Duration.ofSeconds(10)).until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void shouldServeWhoeverHandsDownASocket() throws Exception {
        // A request for the version, and the answer's bytes.
        String program = String.join(
                "\n",
                "import socket, subprocess, sys",
                "ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)",
                "fd = theirs.fileno()",
                "crj = subprocess.Popen(sys.argv[1:] + ['swrk', str(fd)], pass_fds=[fd])",
                "theirs.close()",
                "ours.send(bytes([8, 10]))",
                "print(ours.recv(4096).hex())",
                "ours.close()",
                "sys.exit(crj.wait())");
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", program);
        builder.command().addAll(Crj.command());
        Process python = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String hex = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

        assertThat(python.waitFor()).isZero();
        Answer answer = Answer.parseFrom(HexFormat.of().parseHex(hex));
        assertThat(answer.getSuccess()).isTrue();
        assertThat(answer.getVersion().getMajor()).isEqualTo(4);
        assertThat(answer.getVersion().getName()).isEqualTo("crj");
    }
}
