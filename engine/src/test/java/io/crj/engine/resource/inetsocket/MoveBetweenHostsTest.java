package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.IPPROTO_IP;
import static io.crj.engine.linux.abi.In.IP_FREEBIND;
import static io.crj.engine.linux.abi.In.IP_TRANSPARENT;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.netaddr.Announcement;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.engine.netaddr.ServiceAddresses;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.netlock.NetworkLockMethod;
import io.crj.engine.netlock.NetworkLocks;
import io.crj.engine.testing.TestNetwork;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two hosts and a client on a bridge; the service address and its connections move from one host to the other. */
class MoveBetweenHostsTest {

    private static final long LOTS = 64 << 20;
    private static final int PORT = 7000;

    private final TestNetwork client = new TestNetwork();
    private final TestNetwork source = new TestNetwork();
    private final TestNetwork target = new TestNetwork();

    @BeforeEach
    void cable() {
        client.run(() -> {
            command("ip", "link", "add", "br0", "type", "bridge");
            command("ip", "link", "set", "br0", "up");
            command("ip", "addr", "add", "10.9.0.1/24", "dev", "br0");
            command("ip", "-6", "addr", "add", "fd09::1/64", "dev", "br0", "nodad");
            command(
                    "nft",
                    "add table inet watch; add chain inet watch in { type filter hook prerouting priority 0; };"
                            + " add rule inet watch in tcp flags & (rst|fin) != 0 counter;"
                            + " add rule inet watch in meta l4proto icmp counter");
        });
        plug(source, "src", 2);
        plug(target, "tgt", 3);
    }

    private void plug(TestNetwork host, String name, int number) {
        String network = host.path();
        client.run(() -> {
            command("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", network);
            command("ip", "link", "set", name, "up", "master", "br0");
        });
        host.run(() -> {
            command("ip", "link", "set", "eth0", "up");
            command("ip", "addr", "add", "10.9.0." + number + "/24", "dev", "eth0");
            command("ip", "-6", "addr", "add", "fd09::" + number + "/64", "dev", "eth0", "nodad");
        });
    }

    @AfterEach
    void close() {
        client.close();
        source.close();
        target.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.0.100/24@eth0", "fd09::100/64@eth0"})
    void shouldMoveAConnectionWithItsAddress(String text) {
        ServiceAddress service = ServiceAddress.parse(text);
        InetEndpoint endpoint = InetEndpoint.of(service.address(), PORT);
        Fd listener = source.run(() -> {
            ServiceAddresses.add(service);
            Fd fd = SocketCalls.socket(endpoint.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
            SocketCalls.bind(fd, endpoint);
            SocketCalls.listen(fd, 5);
            return fd;
        });
        Fd peer = client.run(() -> {
            Fd fd = SocketCalls.socket(endpoint.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
            SocketCalls.connect(fd, endpoint);
            return fd;
        });
        Fd server = SocketCalls.accept(listener);
        long toServer = TcpPair.fill(peer, 0, LOTS);
        long toClient = TcpPair.fill(server, 0, LOTS);

        FakeMigration migration = new FakeMigration().withForeignAddresses();
        List<FileEntry> entries = source.run(() -> {
            migration.lock(server, listener);
            ServiceAddresses.remove(service);
            return List.of(migration.dump(listener), migration.dump(server));
        });
        NetworkLock targetLock = NetworkLocks.of(NetworkLockMethod.NFTABLES, "target");
        List<Fd> restored = target.run(() -> {
            InetSocketKind kind = new InetSocketKind();
            targetLock.lock(kind.connections(entries.get(1)), kind.listeners(entries.get(0)));
            return entries.stream().map(migration::restore).toList();
        });
        // The decision has fallen: the address moves, then the copy speaks, then the original goes.
        target.run(() -> {
            ServiceAddresses.add(service);
            Announcement.send(service);
            targetLock.unlock();
            migration.resume();
        });
        server.close();
        listener.close();
        source.run(migration::close);

        Fd moved = restored.get(1);
        TcpPair.expect(peer, 0, toClient);
        TcpPair.expect(moved, 0, toServer);
        for (int round = 0; round < 3; round++) {
            TcpPair.fill(peer, toServer, toServer + 100_000);
            TcpPair.expect(moved, toServer, toServer + 100_000);
            TcpPair.fill(moved, toClient, toClient + 10_000);
            TcpPair.expect(peer, toClient, toClient + 10_000);
            toServer += 100_000;
            toClient += 10_000;
        }
        assertThat(SocketCalls.getInt(moved, IPPROTO_IP, IP_TRANSPARENT)).isZero();
        assertThat(SocketCalls.getInt(moved, IPPROTO_IP, IP_FREEBIND)).isZero();
        client.run(() -> {
            assertThat(command("nft", "list", "table", "inet", "watch"))
                    .containsPattern("(?s)counter packets 0 bytes 0.*counter packets 0 bytes 0");
            Fd fresh = SocketCalls.socket(endpoint.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
            SocketCalls.connect(fresh, endpoint);
            fresh.close();
        });
        for (Fd fd : List.of(peer, moved, restored.get(0))) {
            fd.close();
        }
    }
}
