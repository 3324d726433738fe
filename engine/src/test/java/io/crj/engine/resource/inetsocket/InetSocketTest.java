package io.crj.engine.resource.inetsocket;

import static io.crj.engine.linux.abi.In.*;
import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.Tcp.TCP_KEEPIDLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.crj.engine.DumpOptions;
import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.InetSkEntry;
import io.crj.engine.image.proto.SkOption;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.InetEndpoint;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SocketFilter;
import io.crj.engine.testing.TestNetwork;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InetSocketTest {

    private final TestNetwork network = new TestNetwork();

    @AfterEach
    void close() {
        network.close();
    }

    private static InetEndpoint endpoint(String address, int port) throws Exception {
        return InetEndpoint.of(InetAddress.getByName(address), port);
    }

    private static Fd socket(int family, int type) {
        return SocketCalls.socket(family, type | SOCK_CLOEXEC, 0);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Dumps, closes, restores. */
    private static Fd move(Fd original) {
        try (FakeMigration migration = new FakeMigration()) {
            FileEntry entry = migration.lock(original).dump(original);
            original.close();
            Fd restored = migration.restore(entry);
            migration.resume();
            return restored;
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, false", "0.0.0.0, false", "::1, false", "::, false", "::, true"})
    void shouldCarryAListeningSocket(String address, boolean v6only) {
        network.run(() -> {
            InetEndpoint local = endpoint(address, 7001);
            Fd original = socket(local.family(), SOCK_STREAM);
            if (local.family() == AF_INET6) {
                SocketCalls.setInt(original, IPPROTO_IPV6, IPV6_V6ONLY, v6only ? 1 : 0);
            }
            SocketCalls.bind(original, local);
            SocketCalls.listen(original, 23);
            try (Fd restored = move(original)) {
                assertThat(SocketCalls.localEndpoint(restored)).isEqualTo(local);
                assertThat(TcpInfo.read(restored).backlog()).isEqualTo(23);
                assertThat(SocketCalls.getInt(restored, SOL_SOCKET, SO_REUSEADDR))
                        .isZero();
                InetEndpoint target = endpoint(
                        address.contains(":") && (v6only || !address.equals("::")) ? "::1" : "127.0.0.1", 7001);
                try (Fd client = socket(target.family(), SOCK_STREAM)) {
                    SocketCalls.connect(client, target);
                    SocketCalls.accept(restored).close();
                }
                if (v6only) {
                    try (Fd client = socket(AF_INET, SOCK_STREAM)) {
                        assertThatThrownBy(() -> SocketCalls.connect(client, endpoint("127.0.0.1", 7001)))
                                .hasMessageContaining("ECONNREFUSED");
                    }
                }
            }
        });
    }

    @Test
    void shouldRefuseAnAcceptQueueThatIsNotEmpty() {
        network.run(() -> {
            try (Fd listener = socket(AF_INET, SOCK_STREAM);
                    Fd client = socket(AF_INET, SOCK_STREAM);
                    FakeMigration migration = new FakeMigration()) {
                SocketCalls.bind(listener, endpoint("127.0.0.1", 7002));
                SocketCalls.listen(listener, 5);
                SocketCalls.connect(client, endpoint("127.0.0.1", 7002));
                assertThatThrownBy(() -> migration.dump(listener))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining("1 connections to 127.0.0.1:7002 wait to be accepted")
                        .hasMessageContaining("--skip-in-flight");
            }
        });
    }

    @Test
    void shouldCarryTwoListenersThatShareAPort() {
        network.run(() -> {
            Fd first = socket(AF_INET, SOCK_STREAM);
            Fd second = socket(AF_INET, SOCK_STREAM);
            for (Fd fd : List.of(first, second)) {
                SocketCalls.setInt(fd, SOL_SOCKET, SO_REUSEPORT, 1);
                SocketCalls.bind(fd, endpoint("127.0.0.1", 7003));
                SocketCalls.listen(fd, 5);
            }
            try (Fd newFirst = move(first);
                    Fd newSecond = move(second)) {
                assertThat(SocketCalls.getInt(newFirst, SOL_SOCKET, SO_REUSEPORT))
                        .isEqualTo(1);
                assertThat(SocketCalls.localEndpoint(newSecond)).isEqualTo(endpoint("127.0.0.1", 7003));
            }
        });
    }

    @Test
    void shouldCarryATcpSocketThatIsOnlyBoundWhileAnotherListensThere() {
        network.run(() -> {
            Fd bound = socket(AF_INET, SOCK_STREAM);
            Fd listening = socket(AF_INET, SOCK_STREAM);
            for (Fd fd : List.of(bound, listening)) {
                SocketCalls.setInt(fd, SOL_SOCKET, SO_REUSEADDR, 1);
                SocketCalls.bind(fd, endpoint("127.0.0.1", 7004));
            }
            SocketCalls.listen(listening, 5);
            try (Fd newBound = move(bound);
                    Fd newListening = move(listening)) {
                assertThat(SocketCalls.localEndpoint(newBound)).isEqualTo(endpoint("127.0.0.1", 7004));
                assertThat(SocketCalls.getInt(newBound, SOL_SOCKET, SO_REUSEADDR))
                        .isEqualTo(1);
                assertThat(SocketCalls.getInt(newListening, SOL_SOCKET, SO_ACCEPTCONN))
                        .isEqualTo(1);
            }
        });
    }

    @Test
    void shouldCarryAFreshTcpSocketWithItsOptions() {
        network.run(() -> {
            Fd original = socket(AF_INET, SOCK_STREAM);
            SocketCalls.setInt(original, IPPROTO_TCP, TCP_KEEPIDLE, 33);
            SocketCalls.setInt(original, IPPROTO_IP, IP_TOS, 0x10);
            SocketCalls.setInt(original, IPPROTO_IP, IP_TTL, 17);
            SocketCalls.setBytes(original, SOL_SOCKET, SO_BINDTODEVICE, text("lo\0"));
            try (Fd restored = move(original);
                    Fd listener = socket(AF_INET, SOCK_STREAM)) {
                assertThat(SocketCalls.getInt(restored, IPPROTO_TCP, TCP_KEEPIDLE))
                        .isEqualTo(33);
                assertThat(SocketCalls.getInt(restored, IPPROTO_IP, IP_TOS)).isEqualTo(0x10);
                assertThat(SocketCalls.getInt(restored, IPPROTO_IP, IP_TTL)).isEqualTo(17);
                assertThat(SocketCalls.getText(restored, SOL_SOCKET, SO_BINDTODEVICE, 16))
                        .isEqualTo("lo");
                SocketCalls.bind(listener, endpoint("127.0.0.1", 0));
                SocketCalls.listen(listener, 1);
                SocketCalls.connect(restored, SocketCalls.localEndpoint(listener));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, 127.0.0.1", "::1, ::1", "::, ::1"})
    void shouldCarryABoundUdpSocket(String address, String reachableAt) {
        network.run(() -> {
            InetEndpoint local = endpoint(address, 7005);
            Fd original = socket(local.family(), SOCK_DGRAM);
            SocketCalls.bind(original, local);
            SocketCalls.setInt(original, SOL_SOCKET, SO_BROADCAST, 1);
            try (Fd restored = move(original);
                    Fd client = socket(local.family(), SOCK_DGRAM)) {
                SocketCalls.connect(client, endpoint(reachableAt, 7005));
                SocketCalls.send(client, text("hello"), 0);
                assertThat(SocketCalls.receive(restored, 100, 0)).isEqualTo(text("hello"));
                assertThat(SocketCalls.getInt(restored, SOL_SOCKET, SO_BROADCAST))
                        .isEqualTo(1);
                assertThat(SocketCalls.getInt(restored, SOL_SOCKET, SO_REUSEADDR))
                        .isZero();
            }
        });
    }

    @Test
    void shouldCarryAConnectedUdpSocketWithItsFilter() {
        network.run(() -> {
            try (Fd peer = socket(AF_INET, SOCK_DGRAM)) {
                SocketCalls.bind(peer, endpoint("127.0.0.1", 7006));
                Fd original = socket(AF_INET, SOCK_DGRAM);
                SocketCalls.connect(original, endpoint("127.0.0.1", 7006));
                // BPF_RET | BPF_K: keep eight bytes of UDP header and three of the datagram.
                SocketFilter.attach(original, List.of(11L << 32 | 0x06));
                InetEndpoint local = SocketCalls.localEndpoint(original);
                try (Fd restored = move(original)) {
                    SocketCalls.connect(peer, local);
                    SocketCalls.send(restored, text("question"), 0);
                    assertThat(SocketCalls.receive(peer, 100, 0)).isEqualTo(text("question"));
                    SocketCalls.send(peer, text("answer"), 0);
                    assertThat(SocketCalls.receive(restored, 100, 0)).isEqualTo(text("ans"));
                }
            }
        });
    }

    @Test
    void shouldCarryAUdpSocketThatIsShutDown() {
        network.run(() -> {
            Fd original = socket(AF_INET, SOCK_DGRAM);
            SocketCalls.connect(original, endpoint("127.0.0.1", 7007));
            SocketCalls.shutdown(original, SHUT_RDWR);
            try (Fd restored = move(original)) {
                assertThat(SocketCalls.poll(restored, POLLRDHUP)).isEqualTo(POLLRDHUP | POLLHUP);
                assertThat(SocketCalls.receive(restored, 10, 0)).isEmpty();
            }
        });
    }

    @Test
    void shouldRefuseOtherProtocols() {
        network.run(() -> {
            try (Fd socket = SocketCalls.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_MPTCP)) {
                assertThatThrownBy(() -> FakeMigration.check(socket, DumpOptions.of(FakeMigration.pid())))
                        .isInstanceOf(UnsupportedResourceException.class)
                        .hasMessageContaining("fd " + socket.number())
                        .hasMessageContaining("an IPv4 Multipath TCP socket cannot be carried");
            }
        });
    }

    /** Level, option, value: those CRIU does not carry. */
    @ParameterizedTest
    @CsvSource({
        "1, 6, 18, 12345", "1, 6, 7, 3", "1, 6, 9, 7", "1, 6, 23, 5", "1, 6, 25, 4096", "1, 0, 10, 2", "1, 0, 21, 5",
        "1, 1, 29, 1", "2, 0, 11, 1", "2, 0, 12, 1", "2, 0, 33, 9", "2, 0, 34, 0", "2, 1, 35, 1", "2, 17, 104, 1"
    })
    void shouldCarryOptionsBeyondCriu(int type, int level, int option, int value) {
        network.run(() -> {
            Fd original = socket(AF_INET, type);
            SocketCalls.setInt(original, level, option, value);
            int before = SocketCalls.getInt(original, level, option);
            try (Fd fresh = socket(AF_INET, type)) {
                assertThat(before).isNotEqualTo(SocketCalls.getInt(fresh, level, option));
            }
            try (Fd restored = move(original)) {
                assertThat(SocketCalls.getInt(restored, level, option)).isEqualTo(before);
            }
        });
    }

    @Test
    void shouldCarryTheCongestionAlgorithmOfIpv6Too() {
        network.run(() -> {
            Fd original = socket(AF_INET6, SOCK_STREAM);
            SocketCalls.setBytes(original, IPPROTO_TCP, 13, text("reno"));
            SocketCalls.setInt(original, IPPROTO_IPV6, IPV6_TCLASS, 0x20);
            try (Fd restored = move(original)) {
                assertThat(SocketCalls.getText(restored, IPPROTO_TCP, 13, 16)).isEqualTo("reno");
                assertThat(SocketCalls.getInt(restored, IPPROTO_IPV6, IPV6_TCLASS))
                        .isEqualTo(0x20);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void shouldStoreNothingMoreForAnOrdinarySocket(String address) {
        network.run(() -> {
            try (TcpPair pair = new TcpPair(endpoint(address, 0));
                    FakeMigration migration = new FakeMigration()) {
                for (Fd fd : List.of(pair.listener, pair.client, pair.server)) {
                    assertThat(migration.lock(fd).dump(fd).getIsk().getCrjOptionsList())
                            .isEmpty();
                }
                migration.abort();
            }
        });
    }

    @Test
    void shouldRefuseAnImageThatMakesNoSense() {
        network.run(() -> {
            try (Fd socket = socket(AF_INET, SOCK_DGRAM);
                    FakeMigration migration = new FakeMigration()) {
                FileEntry entry = migration.dump(socket);
                InetSkEntry good = entry.getIsk();
                for (InetSkEntry bad : List.of(
                        good.toBuilder().setSrcPort(70_000).build(),
                        good.toBuilder().clearSrcAddr().build(),
                        good.toBuilder()
                                .addCrjOptions(SkOption.newBuilder()
                                        .setLevel(SOL_SOCKET)
                                        .setName(SO_MARK)
                                        .setValue(ByteString.copyFrom(new byte[4])))
                                .build(),
                        good.toBuilder().setFamily(AF_INET6).build())) {
                    FileEntry broken = entry.toBuilder().setIsk(bad).build();
                    assertThatThrownBy(() -> migration.restore(broken)).isInstanceOf(ImageFormatException.class);
                }
            }
        });
    }
}
