package io.crj.engine.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import io.crj.engine.namespace.net.InNetNamespace;
import io.crj.engine.testing.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work inside of a real process's namespaces. */
class NamespaceThreadTest {

    @TempDir
    Path tmp;

    private Process process;

    @BeforeEach
    void startProcess() throws IOException {
        process = new ProcessBuilder(
                        "unshare",
                        "--net",
                        "--uts",
                        "--mount",
                        "sh",
                        "-c",
                        "hostname inside; mount -t tmpfs none " + tmp + "; touch " + tmp
                                + "/seen; ip link add crjtest type veth; echo ready; exec sleep 1000")
                .start();
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void endProcess() {
        process.destroyForcibly().onExit().join();
    }

    private int pid() {
        return (int) process.pid();
    }

    private static String own(String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns", kind)).toString();
    }

    private static String of(int pid, String kind) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns", kind)).toString();
    }

    @Test
    void shouldWorkInside() throws IOException {
        String before = own("mnt");
        try (NamespaceThread thread =
                NamespaceThread.of(pid(), EnumSet.of(NamespaceKind.NET, NamespaceKind.UTS, NamespaceKind.MNT))) {
            assertThat(thread.<List<String>>call(() -> List.of(own("net"), own("uts"), own("mnt"))))
                    .containsExactly(of(pid(), "net"), of(pid(), "uts"), of(pid(), "mnt"));
            assertThat(thread.<Boolean>call(() -> Files.exists(tmp.resolve("seen"))))
                    .isTrue();
        }
        assertThat(own("mnt")).isEqualTo(before);
        assertThat(tmp.resolve("seen")).doesNotExist();
    }

    @Test
    void shouldStartProgramsInside() {
        String links = NamespaceThread.call(pid(), NamespaceKind.NET, () -> TestNetwork.command("ip", "link"));
        assertThat(links).contains("crjtest");
    }

    @Test
    void shouldOutliveTheProcess() throws IOException {
        String inside = of(pid(), "net");
        try (NamespaceThread thread = NamespaceThread.of(pid(), EnumSet.of(NamespaceKind.NET))) {
            endProcess();
            assertThat(thread.<String>call(() -> own("net"))).isEqualTo(inside);
        }
    }

    @Test
    void shouldThrowWhatTheWorkThrows() {
        assertThatThrownBy(() -> NamespaceThread.call(pid(), NamespaceKind.NET, () -> {
                    throw new IllegalArgumentException("mine");
                }))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("mine");
        assertThatThrownBy(() -> NamespaceThread.call(pid(), NamespaceKind.NET, () -> {
                    throw new IOException("mine");
                }))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("namespaces of pid " + pid())
                .hasMessageContaining("mine");
    }

    @Test
    void shouldSayWhichProcessIsGone() {
        endProcess();
        assertThatThrownBy(() -> NamespaceThread.of(pid(), EnumSet.of(NamespaceKind.UTS)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("/proc/" + pid() + "/ns/uts");
    }

    @Test
    void shouldVisitANetworkOnTheSameThread() throws IOException {
        String outside = own("net");
        Thread me = Thread.currentThread();
        InNetNamespace.run(pid(), () -> {
            assertThat(Thread.currentThread()).isSameAs(me);
            assertThat(TestNetwork.command("ip", "link")).contains("crjtest");
        });
        assertThatThrownBy(() -> InNetNamespace.run(pid(), () -> {
                    throw new IllegalStateException("inside");
                }))
                .hasMessage("inside");
        assertThat(own("net")).isEqualTo(outside);
    }
}
