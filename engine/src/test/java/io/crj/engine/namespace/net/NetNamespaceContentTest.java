package io.crj.engine.namespace.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.External;
import io.crj.engine.TreeOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.NetSetting;
import io.crj.engine.image.proto.NetnsEntry;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.testing.NetworkSnapshot;
import io.crj.engine.testing.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content of a network namespace, moved to a new one; the "host" is a namespace of its own as well. */
class NetNamespaceContentTest {

    private static final int ID = 9;
    private static final String LOCK = "test";

    /** HOST stands for the host's process, whose namespace gets the other end. */
    private static final String FILL = """
            ip link set lo up
            ip link add br0 type bridge ageing_time 12345 stp_state 0
            ip link add eth0 type veth peer name out0 netns HOSTPID
            nsenter --net=HOST ip link set out0 up
            ip link set eth0 address 02:00:00:00:12:34 mtu 1400 txqueuelen 77 alias "the way out" group 5 up
            ip link add in0 type veth peer name in1
            ip link set in0 master br0 up
            ip link set in1 up
            ip link set br0 up
            ip link property add dev eth0 altname a-name-longer-than-others-are
            bridge fdb add 02:00:00:00:00:77 dev in0 master static
            bridge link set dev in0 hairpin on cost 7
            ip address add 10.77.0.2/24 broadcast 10.77.0.255 dev eth0
            ip address add 10.77.0.3/24 dev eth0 label eth0:x
            ip address add 10.88.0.1/16 dev br0 noprefixroute
            ip address add fd77::2/64 dev eth0 nodad
            ip address add fd77::3/64 dev eth0
            ip tuntap add dev tap9 mode tap user 7 group 8 multi_queue
            ip link add cut0 type veth peer name cut1
            ip link set cut0 up
            ip address add fd7b::1/64 dev cut0
            ip link add link in1 name mac0 type macvlan mode vepa
            ip address add 10.79.0.2/24 dev mac0
            ip link set mac0 address 02:00:00:00:00:55 up
            ip route add default via 10.77.0.1
            ip route add 10.99.0.0/16 via 10.77.0.1 metric 50 table 100
            ip route add 10.98.0.0/16 via 10.99.0.1 dev eth0 onlink
            ip route add blackhole 10.97.0.0/16
            ip route add 10.96.0.0/16 nexthop via 10.77.0.1 weight 2 nexthop via 10.77.0.7
            ip route add local 10.95.0.0/16 dev lo table 101
            ip nexthop add id 7 via 10.77.0.1 dev eth0
            ip route add 10.94.0.0/16 nhid 7
            ip -6 route add default via fd77::1
            ip -6 route add fd78::/64 via fd77::1 metric 5 table 100
            ip rule add from 10.77.0.2 table 100 priority 500
            ip rule delete table default
            ip -6 rule add from fd77::2 table 100 priority 501
            ip neighbour add 10.77.0.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent
            ip neighbour add 10.77.0.8 lladdr 02:00:00:00:00:08 dev eth0 nud stale
            ip neighbour add fd77::9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent
            ip neighbour add proxy 10.77.0.50 dev eth0
            sysctl -qw net.ipv6.conf.in1.mtu=1300 net.ipv6.conf.lo.mtu=1280
            sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.accept_redirects=1
            sysctl -qw net.ipv4.conf.eth0.rp_filter=2 net.ipv6.conf.all.forwarding=1
            sysctl -qw net.ipv6.conf.eth0.use_tempaddr=1 net.core.somaxconn=99 net.ipv4.tcp_keepalive_time=100
            sysctl -qw net.ipv4.ping_group_range='0 100' net.unix.max_dgram_qlen=20
            sysctl -qw net.ipv4.ip_local_port_range='20000 30000' net.ipv4.neigh.eth0.gc_stale_time=99
            nft add table inet crjt
            nft 'add chain inet crjt in { type filter hook input priority 0; policy accept; }'
            nft add rule inet crjt in tcp dport 99 counter packets 3 bytes 4 drop
            nft 'add set inet crjt s { type ipv4_addr; flags interval; elements = { 10.0.0.0/8 } }'
            nft add table ip nat
            nft 'add chain ip nat post { type nat hook postrouting priority 100; }'
            nft add rule ip nat post oifname eth0 masquerade
            iptables-legacy -A INPUT -p tcp --dport 98 -j DROP
            """;

    private TestNetwork host;

    @BeforeEach
    void makeHost() {
        host = new TestNetwork();
    }

    @AfterEach
    void removeHost() {
        host.close();
    }

    /** Runs inside of the host. */
    private static InsideNetwork filled() {
        return new InsideNetwork(
                FILL.replace("HOSTPID", hostTask()).replace("HOST", "/proc/" + hostTask() + "/ns/net"));
    }

    private static String hostTask() {
        try {
            return Path.of("/proc/thread-self").toRealPath().toString().replaceAll(".*/", "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ImageSet dump(int pid) {
        ImageBuilder image = new ImageBuilder();
        NetNamespaceDump.dump(pid, ID, image);
        return ImageSet.of(image.files());
    }

    private static TreeOptions options(String... external) {
        return TreeOptions.builder()
                .external(List.of(external).stream().map(External::parse).toList())
                .build();
    }

    @Test
    void shouldMoveEverything() {
        host.run(() -> {
            NetworkSnapshot before;
            ImageSet image;
            TestNetwork.command("ip", "link", "add", "hostbr", "type", "bridge");
            try (InsideNetwork source = filled()) {
                before = NetworkSnapshot.of(source.pid());
                NetNamespaceDump.check(source.pid(), TreeOptions.DEFAULT);
                image = dump(source.pid());
            }
            await().until(() -> !TestNetwork.command("ip", "link").contains("out0"));
            try (InsideNetwork target = new InsideNetwork("");
                    NetNamespaceRestore restore =
                            NetNamespaceRestore.restore(image, ID, target.pid(), options("veth[eth0]:outer@hostbr"))) {
                assertThat(TestNetwork.command("ip", "link", "show", "outer")).doesNotContain("hostbr");
                restore.connect();
                assertThat(TestNetwork.command("ip", "link", "show", "outer"))
                        .contains("UP")
                        .contains("master hostbr")
                        .contains("fe:00:00:00:12:34");
                await().atMost(3, TimeUnit.SECONDS)
                        .untilAsserted(() -> NetworkSnapshot.of(target.pid()).assertSameAs(before));
            }
        });
    }

    @Test
    void shouldSayWhichDeviceCannotMove() {
        Map<String, String> refused = Map.of(
                "ip link add mv0 type vxlan id 7 dstport 4789",
                "network device mv0 .* type vxlan, .*ip link delete dev mv0.*",
                "ip link add v0 type veth; ip link add link v0 name mac0 type macvlan mode source",
                "network device mac0 .* macvlan of mode source.*",
                "ip xfrm policy add dir out src 10.0.0.1 dst 10.0.0.2 tmpl proto esp mode tunnel",
                ".*IPsec.*ip xfrm policy flush.*",
                "ip link add v0 type veth; tc qdisc add dev v0 root pfifo",
                "network device v0 .* queueing discipline.*tc qdisc delete dev v0.*");
        host.run(() -> refused.forEach((script, message) -> {
            try (InsideNetwork network = new InsideNetwork(script)) {
                assertThatThrownBy(() -> NetNamespaceDump.check(network.pid(), TreeOptions.DEFAULT))
                        .isInstanceOf(EngineException.class)
                        .message()
                        .matches("(?s)" + message)
                        .contains("pid " + network.pid());
            }
        }));
    }

    @Test
    void shouldRefuseRulesThatNftCannotReadBack() {
        host.run(() -> {
            try (InsideNetwork network =
                    new InsideNetwork("iptables-nft -A INPUT -m string --string secret --algo bm -j DROP")) {
                assertThatThrownBy(() -> NetNamespaceDump.check(network.pid(), TreeOptions.DEFAULT))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining("a rule of iptables-nft that nft cannot carry");
            }
        });
    }

    @Test
    void shouldGiveTheOutsideEndItsOldNameOrAnother() {
        host.run(() -> {
            ImageSet image;
            try (InsideNetwork source =
                    new InsideNetwork("ip link add eth0 type veth peer name out0 netns " + hostTask())) {
                image = dump(source.pid());
            }
            await().until(() -> !TestNetwork.command("ip", "link").contains("out0"));
            try (InsideNetwork target = new InsideNetwork("");
                    NetNamespaceRestore restore =
                            NetNamespaceRestore.restore(image, ID, target.pid(), TreeOptions.DEFAULT)) {
                assertThat(restore.outsideEnds()).containsKey("eth0");
                assertThat(TestNetwork.command("ip", "link")).contains(" out0@");
                try (InsideNetwork another = new InsideNetwork("");
                        NetNamespaceRestore again =
                                NetNamespaceRestore.restore(image, ID, another.pid(), TreeOptions.DEFAULT)) {
                    assertThat(again.outsideEnds()).containsKey("eth0");
                    assertThat(TestNetwork.command("ip", "link")).contains(" veth0@");
                }
                assertThat(TestNetwork.command("ip", "link")).doesNotContain("veth0@");
            }
            assertThat(TestNetwork.command("ip", "link")).doesNotContain("out0");
        });
    }

    @Test
    void shouldTakeInDevicesOfTheHost() {
        host.run(() -> {
            ImageSet image;
            TestNetwork.command("ip", "link", "add", "base", "type", "bridge");
            try (InsideNetwork source = new InsideNetwork(
                    "ip link add eth0 type veth peer name out0 netns " + hostTask()
                            + "; ip address add 10.77.0.2/24 dev eth0; ip link set eth0 address 02:00:00:00:00:66 up")) {
                TestNetwork.command(
                        "ip", "link", "add", "link", "base", "name", "mac0", "type", "macvlan", "mode", "private");
                TestNetwork.command("ip", "link", "set", "mac0", "netns", Integer.toString(source.pid()));
                image = dump(source.pid());
            }
            await().until(() -> !TestNetwork.command("ip", "link").contains("out0"));
            assertThatThrownBy(() -> NetNamespaceRestore.check(image, ID, TreeOptions.DEFAULT))
                    .hasMessageContaining("--external 'macvlan[mac0]:DEVICE'");
            TestNetwork.command("ip", "link", "add", "mine", "type", "veth", "peer", "name", "other");
            TreeOptions options = options("netdev[eth0]:mine", "macvlan[mac0]:base");
            NetNamespaceRestore.check(image, ID, options);
            try (InsideNetwork target = new InsideNetwork("");
                    NetNamespaceRestore restore = NetNamespaceRestore.restore(image, ID, target.pid(), options)) {
                assertThat(restore.outsideEnds()).isEmpty();
                assertThat(TestNetwork.command("ip", "link"))
                        .doesNotContain("mine@")
                        .doesNotContain("crj-");
                assertThat(target.run("ip", "-details", "address"))
                        .contains("10.77.0.2/24")
                        .contains("02:00:00:00:00:66")
                        .contains("macvlan mode private");
            }
            assertThat(TestNetwork.command("ip", "link")).contains(" mine@other");
        });
    }

    @Test
    void shouldRefuseOptionsThatCannotBeFollowedBeforeAnythingIsMade() {
        Map<String, String> refused = Map.of(
                "veth[eth0]:lo", "there is a network device lo already",
                "veth[eth7]:out7", "no veth device of that name .* there are \\[eth0]",
                "veth[eth0]:new0@nobridge", "there is no bridge nobridge",
                "veth[eth0]:new0@lo", "no bridge is lo",
                "veth[eth0]:a-name-much-too-long", "at most 15 characters",
                "netdev[eth7]:lo", "no such device .* there are",
                "netdev[eth0]:none", "there is no network device none here",
                "macvlan[eth0]:lo", "no such device");
        host.run(() -> {
            ImageSet image;
            try (InsideNetwork source =
                    new InsideNetwork("ip link add eth0 type veth peer name out0 netns " + hostTask())) {
                image = dump(source.pid());
            }
            refused.forEach((option, message) -> {
                assertThatThrownBy(() -> NetNamespaceRestore.check(image, ID, options(option)))
                        .isInstanceOf(EngineException.class)
                        .message()
                        .containsPattern(message)
                        .contains(option);
            });
        });
    }

    @Test
    void shouldHoldBackEverythingInsideUntilUnlocked() {
        host.run(() -> {
            try (InsideNetwork network = new InsideNetwork("ip link set lo up");
                    NamespaceLock lock = NamespaceLock.of(NetworkLockMethod.NFTABLES, LOCK, network.pid())) {
                assertThat(answersPing(network)).isTrue();
                lock.lock(List.of(), List.of());
                lock.lock(List.of(), List.of());
                assertThat(answersPing(network)).isFalse();
                assertThat(TestNetwork.command("nft", "list", "ruleset")).isEmpty();
                ImageSet image = dump(network.pid());
                assertThat(image.has(ImageKind.NFTABLES, ID)).isFalse();
                lock.unlock();
                lock.unlock();
                assertThat(answersPing(network)).isTrue();
                assertThat(network.run("nft", "list", "ruleset")).isEmpty();
                lock.lock(List.of(), List.of());
                lock.leave();
                assertThat(answersPing(network)).isFalse();
                assertThat(network.run("nft", "list", "ruleset")).doesNotContain("owner");
            }
        });
    }

    /** By a datagram over lo: Debian has no ping by itself. */
    private static boolean answersPing(InsideNetwork network) {
        return network.run(
                        "python3",
                        "-c",
                        "import socket\n"
                                + "a=socket.socket(socket.AF_INET,socket.SOCK_DGRAM);a.bind(('127.0.0.1',0));a.settimeout(.3)\n"
                                + "b=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n"
                                + "try:\n b.sendto(b'x',a.getsockname());a.recv(9);print('yes')\n"
                                + "except OSError: print('no')")
                .startsWith("yes");
    }

    @Test
    void shouldRefuseDamagedImages() {
        host.run(() -> {
            Map<String, byte[]> files;
            try (InsideNetwork source = new InsideNetwork("ip link set lo up; ip route add blackhole 10.0.0.0/8")) {
                ImageBuilder image = new ImageBuilder();
                NetNamespaceDump.dump(source.pid(), ID, image);
                files = image.files();
            }
            try (InsideNetwork target = new InsideNetwork("")) {
                for (String file : List.of("ifaddr-9.img", "route-9.img", "rule-9.img")) {
                    Map<String, byte[]> damaged = new HashMap<>(files);
                    byte[] content = files.get(file).clone();
                    content[4] = 7;
                    damaged.put(file, content);
                    assertThatThrownBy(() -> NetNamespaceRestore.restore(
                                    ImageSet.of(damaged), ID, target.pid(), TreeOptions.DEFAULT))
                            .isInstanceOf(EngineException.class);
                    damaged.put(file, new byte[] {1, 2, 3, 4, 5});
                    assertThatThrownBy(() -> NetNamespaceRestore.restore(
                                    ImageSet.of(damaged), ID, target.pid(), TreeOptions.DEFAULT))
                            .isInstanceOf(EngineException.class)
                            .hasMessageContaining(file);
                }
                NetnsEntry escape = NetnsEntry.newBuilder()
                        .addSettings(NetSetting.newBuilder()
                                .setPath("../kernel/core_pattern")
                                .setValue("x"))
                        .build();
                ImageBuilder hostile = new ImageBuilder();
                hostile.add(ImageKind.NETNS, ID, escape);
                assertThatThrownBy(() -> NetNamespaceRestore.restore(
                                ImageSet.of(hostile.files()), ID, target.pid(), TreeOptions.DEFAULT))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining("core_pattern");
            }
        });
    }
}
