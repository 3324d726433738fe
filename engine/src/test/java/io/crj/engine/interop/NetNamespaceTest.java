package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.journal.Recovery;
import io.crj.engine.testing.LineJournal;
import io.crj.engine.testing.NetworkSnapshot;
import io.crj.engine.testing.TestNetwork;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs in network namespaces of their own, connected by a veth pair to a "host", which is a namespace as well: crj and
 * CRIU run there.
 */
class NetNamespaceTest {

    private static final int TIMEOUT_MILLIS = 20_000;
    private static final int BYTES = 200_000;

    /** The namespace becomes known to the host by the process that starts in it. */
    private static final String FILL = """
            ip link set lo up
            ip link add eth0 type veth peer name out0 netns HOST
            ip link set eth0 address 02:00:00:00:12:34 mtu 1400 up
            nsenter -t HOST -n ip link set out0 master br0 up
            ip address add 10.77.0.2/24 dev eth0
            ip address add fd77::2/64 dev eth0 nodad
            ip route add default via 10.77.0.1
            ip -6 route add default via fd77::1
            ip rule add from 10.77.0.2 table 100 priority 500
            sysctl -qw net.ipv4.conf.eth0.rp_filter=2
            nft add table inet filter
            nft 'add chain inet filter in { type filter hook input priority 0; policy accept; }'
            nft add rule inet filter in tcp dport 99 drop
            exec "$@"
            """;

    @TempDir
    Path tmp;

    private Path image;
    private TestNetwork host;

    @BeforeEach
    void makeHost() throws Exception {
        image = Files.createDirectory(tmp.resolve("image"));
        host = new TestNetwork();
        host.run(() -> {
            TestNetwork.command("ip", "link", "add", "br0", "type", "bridge");
            TestNetwork.command("ip", "address", "add", "10.77.0.1/24", "dev", "br0");
            TestNetwork.command("ip", "link", "set", "br0", "up");
        });
    }

    @AfterEach
    void removeHost() {
        host.close();
    }

    private Victim start(String name) throws Exception {
        String here = Path.of("/proc/thread-self").toRealPath().getFileName().toString();
        return Victim.start(name, tmp, "unshare", "-n", "sh", "-ec", FILL.replace("HOST", here), "sh");
    }

    private static NetworkSnapshot snapshot(Victim victim) {
        return NetworkSnapshot.of(Integer.parseInt(victim.pid()));
    }

    private static void awaitSame(Victim victim, NetworkSnapshot before) {
        await().atMost(5, TimeUnit.SECONDS).untilAsserted(() -> snapshot(victim).assertSameAs(before));
    }

    private static void awaitNoDevice(String name) {
        await().until(() -> !TestNetwork.command("ip", "link").contains(" " + name + "@"));
    }

    @Test
    void shouldKeepConnectionsInsideAndToTheOutside() {
        host.run(() -> {
            try (Victim victim = start("tcp_server")) {
                int port = Integer.parseInt(
                        Files.readString(tmp.resolve("work").resolve("port")).trim());
                try (Socket client = new Socket("10.77.0.2", port)) {
                    client.setSoTimeout(TIMEOUT_MILLIS);
                    victim.assertUnharmed();
                    client.getOutputStream().write(pattern(0, BYTES));
                    NetworkSnapshot before = snapshot(victim);
                    Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--tcp-established");
                    victim.awaitGone();
                    awaitNoDevice("out0");
                    client.getOutputStream().write(pattern(BYTES, 2 * BYTES));
                    Crj.run(
                            "restore",
                            "-D",
                            image.toString(),
                            "-d",
                            "--tcp-established",
                            "--external",
                            "veth[eth0]:new0@br0");
                    assertThat(TestNetwork.command("ip", "link", "show", "new0"))
                            .contains("master br0");
                    int echoed = 0;
                    while (echoed < 2 * BYTES) {
                        victim.assertUnharmed();
                        byte[] echo = client.getInputStream()
                                .readNBytes(client.getInputStream().available());
                        assertThat(echo).isEqualTo(pattern(echoed, echoed + echo.length));
                        echoed += echo.length;
                    }
                    awaitSame(victim, before);
                }
            }
        });
    }

    /** The bytes tcp_server.c expects. */
    private static byte[] pattern(int from, int to) {
        byte[] all = new byte[to];
        for (int i = from; i < to; i++) {
            all[i] = (byte) (i * 31 + (i >> 8) * 7 + (i >> 16));
        }
        return Arrays.copyOfRange(all, from, to);
    }

    @Test
    void shouldMoveTwice() {
        host.run(() -> {
            try (Victim victim = start("listen")) {
                NetworkSnapshot before = snapshot(victim);
                for (String trip : new String[] {"first", "second"}) {
                    Path directory = Files.createDirectory(tmp.resolve(trip));
                    Crj.run("dump", "-t", victim.pid(), "-D", directory.toString(), "--namespaces", "net");
                    victim.awaitGone();
                    awaitNoDevice(trip.equals("first") ? "out0" : "first");
                    Crj.run("restore", "-D", directory.toString(), "-d", "--veth-pair", "eth0=" + trip);
                    assertThat(TestNetwork.command("ip", "link", "show", trip)).contains("state UP");
                    victim.assertUnharmed();
                    awaitSame(victim, before);
                }
            }
        });
    }

    @Test
    void shouldNotNoticeADump() {
        host.run(() -> {
            try (Victim victim = start("tcp_server")) {
                NetworkSnapshot before = snapshot(victim);
                Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "-R", "--tcp-established");
                victim.assertUnharmed();
                awaitSame(victim, before);
            }
        });
    }

    @Test
    void shouldRestoreWhatCriuDumped() {
        host.run(() -> {
            try (Victim victim = start("tcp_server")) {
                NetworkSnapshot before = snapshot(victim);
                CriuPeer.dump(Integer.parseInt(victim.pid()), image, "--tcp-established", "--network-lock", "nftables");
                victim.awaitGone();
                awaitNoDevice("out0");
                Crj.run("restore", "-D", image.toString(), "-d", "--tcp-established", "--veth-pair", "eth0=new0");
                victim.assertUnharmed();
                assertThat(NetworkSnapshot.run(Integer.parseInt(victim.pid()), "nft", "list", "tables"))
                        .doesNotContain("CRIU");
                awaitSame(victim, before);
            }
        });
    }

    @Test
    void shouldDumpWhatCriuRestores() {
        host.run(() -> {
            try (Victim victim = start("listen")) {
                Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "--tcp-established");
                victim.awaitGone();
                awaitNoDevice("out0");
                CriuPeer.restore(image, "--tcp-established", "--external", "veth[eth0]:new0");
                victim.assertUnharmed();
                int pid = Integer.parseInt(victim.pid());
                assertThat(NetworkSnapshot.run(pid, "ip", "address"))
                        .contains("10.77.0.2/24")
                        .contains("fd77::2/64")
                        .contains("02:00:00:00:12:34");
                assertThat(NetworkSnapshot.run(pid, "ip", "route")).contains("default via 10.77.0.1");
                assertThat(NetworkSnapshot.run(pid, "ip", "rule")).contains("from 10.77.0.2 lookup 100");
                assertThat(NetworkSnapshot.run(pid, "nft", "list", "ruleset")).contains("tcp dport 99 drop");
            }
        });
    }

    @Test
    void shouldLetTheTreeHaveItsNetworkAgainAfterCrjWasKilled() {
        host.run(() -> {
            try (Victim victim = start("listen")) {
                int pid = Integer.parseInt(victim.pid());
                Path tables = tmp.resolve("tables");
                Path script = tmp.resolve("script");
                Files.writeString(
                        script,
                        "#!/bin/sh\n[ $CRTOOLS_SCRIPT_ACTION = post-dump ] || exit 0\n" + "nsenter -t " + pid
                                + " -n nft list tables >" + tables + "; kill -9 $PPID\n");
                Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
                assertThatThrownBy(() -> Crj.run(
                                "dump",
                                "-t",
                                victim.pid(),
                                "-D",
                                image.toString(),
                                "--action-script",
                                script.toString()))
                        .hasMessageContaining("137");
                assertThat(tables).content().contains("inet crj-");
                Crj.run("janitor");
                victim.assertUnharmed();
                await().untilAsserted(() -> assertThat(NetworkSnapshot.run(pid, "nft", "list", "tables"))
                        .doesNotContain("crj-"));
            }
        });
    }

    @Test
    void shouldUndoOrConnectATreeWhoseRestoreWasKilled() {
        host.run(() -> {
            try (Victim victim = start("listen")) {
                NetworkSnapshot before = snapshot(victim);
                Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
                victim.awaitGone();
                awaitNoDevice("out0");

                JournalledRestore.complete(image, tmp).kill();
                assertThat(TestNetwork.command("ip", "link", "show", "out0")).contains("state DOWN");
                recover().undo();
                recover().undo();
                victim.awaitGone();
                awaitNoDevice("out0");

                Files.delete(JournalledRestore.journal(tmp));
                JournalledRestore.complete(image, tmp).kill();
                recover().complete();
                recover().complete();
                victim.assertUnharmed();
                assertThat(TestNetwork.command("ip", "link", "show", "out0")).contains("state UP");
                assertThat(NetworkSnapshot.run(Integer.parseInt(victim.pid()), "nft", "list", "tables"))
                        .doesNotContain("crj-");
                awaitSame(victim, before);
            }
        });
    }

    private Recovery recover() throws Exception {
        return Recovery.of(LineJournal.left(JournalledRestore.journal(tmp)));
    }

    @Test
    void shouldRefuseATakenNameBeforeAnythingIsMade() {
        host.run(() -> {
            try (Victim victim = start("listen")) {
                Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
                victim.awaitGone();
                awaitNoDevice("out0");
                assertThatThrownBy(() -> Crj.run("restore", "-D", image.toString(), "-d", "--veth-pair", "eth0=br0"))
                        .hasMessageContaining("eth0]:br0")
                        .hasMessageContaining("there is a network device br0 already");
                Crj.run("restore", "-D", image.toString(), "-d", "--veth-pair", "eth0=new0");
                victim.assertUnharmed();
            }
        });
    }
}
