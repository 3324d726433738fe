package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.testing.OwnFiles;
import io.crj.engine.testing.Stranger;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused while the tree still runs; the other process is a python3 program, outside the tree. */
class UnixSocketRefusalTest {

    private static final int MSG_OOB = 1;

    @TempDir
    private Path tmp;

    private UnixName name() {
        return UnixName.of(tmp.resolve("name").toString().getBytes(US_ASCII));
    }

    /** Runs {@code test} while a program holds what {@code script} makes of the path {@code name}. */
    private void withOther(String script, Consumer<Stranger> test) throws Exception {
        String program = "import os, socket, sys, time\nname = sys.argv[1]\n" + script
                + "\nprint(os.getpid(), flush=True)\ntime.sleep(60)\n";
        try (Stranger other = Stranger.start(
                "python3", "-I", "-S", "-c", program, tmp.resolve("name").toString())) {
            test.accept(other);
        }
    }

    @Test
    void shouldNameTheProcessAtTheOtherEndOfAConnectionAndWhatHelps() throws Exception {
        withOther("s = socket.socket(socket.AF_UNIX)\ns.bind(name)\ns.listen()", other -> {
            try (OwnFiles files = new OwnFiles();
                    Fd client = UnixCalls.socket(SOCK_STREAM)) {
                UnixCalls.connect(client, name());
                String inode = Long.toString(OwnFiles.probe(client).stat().inode());
                assertThatThrownBy(() -> OwnFiles.check(client))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("fd " + client.number() + " (socket:[" + inode + "])")
                        .hasMessageContaining("waits to be accepted")
                        .hasMessageContaining("process " + other.pid());
                files.with(external(inode));
                assertThatCode(() -> files.checkWithOptions(client)).doesNotThrowAnyException();
            }
        });
    }

    private static TreeOptions external(String inode) {
        return TreeOptions.builder()
                .external(List.of(new External("unix", inode, "")))
                .build();
    }

    @Test
    void shouldRefuseHalfAConnection() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd listener = UnixCalls.socket(SOCK_STREAM)) {
            UnixCalls.bind(listener, name());
            SocketCalls.listen(listener, 3);
            withOther("s = socket.socket(socket.AF_UNIX)\ns.connect(name)\ns.send(b'words')", other -> {
                try (Fd server = SocketCalls.accept(listener)) {
                    String inode = Long.toString(OwnFiles.probe(server).stat().inode());
                    assertThatThrownBy(() -> OwnFiles.check(server))
                            .isInstanceOf(UnsupportedResourceException.class)
                            .hasMessageContaining("process " + other.pid() + ", is outside the tree")
                            .hasMessageContaining("--external unix[" + inode + "]")
                            .hasMessageContaining("--inherit-fd fd[N]:socket:[" + inode + "]");
                    files.with(external(inode));
                    files.checkWithOptions(server);
                    assertThatThrownBy(() -> files.dump(server))
                            .isInstanceOf(UnsupportedResourceException.class)
                            .hasMessageContaining("bytes wait in its queue");
                }
            });
        }
    }

    @Test
    void shouldLeaveStrangersInTheQueueBehindOnlyWhenAskedTo() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd listener = UnixCalls.socket(SOCK_STREAM)) {
            UnixCalls.bind(listener, name());
            SocketCalls.listen(listener, 3);
            withOther("s = socket.socket(socket.AF_UNIX)\ns.connect(name)", other -> {
                assertThatThrownBy(() -> OwnFiles.check(listener))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("--skip-in-flight");
                files.with(TreeOptions.builder().skipInFlight(true).build());
                files.checkWithOptions(listener);
                assertThat(files.dump(listener).getUsk().getBacklog()).isEqualTo(3);
            });
        }
    }

    @Test
    void shouldRefuseDescriptorsForAConnectionThatWaits() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd listener = UnixCalls.socket(SOCK_STREAM)) {
            UnixCalls.bind(listener, name());
            SocketCalls.listen(listener, 3);
            withOther("s = socket.socket(socket.AF_UNIX)\ns.connect(name)\nsocket.send_fds(s, [b'x'], [0])", other -> {
                assertThatThrownBy(() -> files.checkWithOptions(listener))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("SCM_RIGHTS");
            });
        }
    }

    @Test
    void shouldRefuseUrgentData() {
        try (UnixCalls.Pair pair = UnixCalls.pair(SOCK_STREAM)) {
            SocketCalls.send(pair.first(), new byte[] {1}, MSG_OOB);
            assertThatThrownBy(() -> OwnFiles.check(pair.second()))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("MSG_OOB");
            OwnFiles.check(pair.first());
        }
    }

    @Test
    void shouldRefuseADatagramServerThatIsConnectedBack() throws Exception {
        try (OwnFiles files = new OwnFiles()
                        .with(TreeOptions.builder().extUnixSk(true).build());
                Fd client = UnixCalls.socket(SOCK_DGRAM)) {
            UnixName own = UnixName.of(tmp.resolve("client").toString().getBytes(US_ASCII));
            UnixCalls.bind(client, own);
            String script =
                    "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)\ns.bind(name)\ns.connect('" + own + "')";
            withOther(script, other -> {
                files.checkWithOptions(client);
                UnixCalls.connect(client, name());
                assertThatThrownBy(() -> files.checkWithOptions(client))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("connected back")
                        .hasMessageContaining("--inherit-fd");
            });
        }
    }
}
