package io.crj.engine.netaddr;

import static io.crj.engine.testing.TestNetwork.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.crj.engine.error.EngineException;
import io.crj.engine.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceAddressesTest {

    private final TestNetwork network = new TestNetwork();

    @BeforeEach
    void makeInterfaces() {
        network.run(() -> {
            command("ip", "link", "add", "host0", "type", "veth", "peer", "name", "client0");
            command("ip", "link", "set", "host0", "up");
            command("ip", "link", "set", "client0", "up");
        });
    }

    @AfterEach
    void close() {
        network.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.0.7/24@host0", "10.9.0.7/32@host0", "fd09::7/64@host0"})
    void shouldAddAndRemoveAnAddressOnce(String text) {
        ServiceAddress address = ServiceAddress.parse(text);
        network.run(() -> {
            assertThat(ServiceAddresses.remove(address)).isFalse();
            assertThat(ServiceAddresses.add(address)).isTrue();
            assertThat(ServiceAddresses.add(address)).isFalse();
            assertThat(ServiceAddresses.list()).contains(address);
            assertThat(command("ip", "-o", "addr", "show", "dev", "host0").lines())
                    .filteredOn(line -> line.contains("10.9.0.7/") || line.contains("fd09::7/"))
                    .singleElement()
                    .asString()
                    .doesNotContain("tentative");
            assertThat(ServiceAddresses.remove(address)).isTrue();
            assertThat(ServiceAddresses.remove(address)).isFalse();
            assertThat(ServiceAddresses.list()).doesNotContain(address);
        });
    }

    @Test
    void shouldUseANewIpv6AddressAtOnce() {
        network.run(() -> {
            ServiceAddresses.add(ServiceAddress.parse("fd09::7/64@host0"));
            try (java.net.DatagramSocket socket =
                    new java.net.DatagramSocket(0, java.net.InetAddress.getByName("fd09::7"))) {
                assertThat(socket.isBound()).isTrue();
            }
        });
    }

    @Test
    void shouldKeepTheOtherAddressesOfTheNetwork() {
        network.run(() -> {
            ServiceAddress first = ServiceAddress.parse("10.9.0.7/24@host0");
            ServiceAddress second = ServiceAddress.parse("10.9.0.8/24@host0");
            command(
                    "sh",
                    "-c",
                    "echo 0 > /proc/sys/net/ipv4/conf/all/promote_secondaries;"
                            + " echo 0 > /proc/sys/net/ipv4/conf/host0/promote_secondaries");
            ServiceAddresses.add(first);
            ServiceAddresses.add(second);
            ServiceAddresses.remove(first);
            assertThat(ServiceAddresses.list()).contains(second).doesNotContain(first);
            assertThat(command("cat", "/proc/sys/net/ipv4/conf/host0/promote_secondaries")
                            .trim())
                    .isEqualTo("0");
        });
    }

    @Test
    void shouldTellTheNeighboursWhereTheAddressIs() {
        try (TestNetwork client = new TestNetwork()) {
            String path = client.path();
            network.run(() -> {
                command("ip", "link", "set", "client0", "netns", path);
            });
            client.run(() -> {
                command("ip", "link", "set", "client0", "up");
                command("ip", "addr", "add", "10.9.0.1/24", "dev", "client0");
                command("ip", "-6", "addr", "add", "fd09::1/64", "dev", "client0", "nodad");
                // What a client knows that talked to the other host a moment ago.
                for (String address : new String[] {"10.9.0.7", "fd09::7"}) {
                    command(
                            "ip",
                            "neigh",
                            "add",
                            address,
                            "dev",
                            "client0",
                            "lladdr",
                            "02:00:00:00:00:99",
                            "nud",
                            "stale");
                }
            });
            String hardware = network.run(() -> {
                for (String text : new String[] {"10.9.0.7/24@host0", "fd09::7/64@host0"}) {
                    ServiceAddress address = ServiceAddress.parse(text);
                    ServiceAddresses.add(address);
                    assertThat(Announcement.send(address)).isTrue();
                }
                return command("ip", "-br", "link", "show", "dev", "host0").split("\\s+")[2];
            });
            for (String address : new String[] {"10.9.0.7", "fd09::7"}) {
                await().untilAsserted(() -> assertThat(client.run(() -> command("ip", "neigh", "show", address)))
                        .contains(hardware));
            }
        }
    }

    @Test
    void shouldHaveNobodyToTellOnLoopback() {
        network.run(() -> assertThat(Announcement.send(ServiceAddress.parse("127.0.0.1/8@lo")))
                .isFalse());
    }

    @Test
    void shouldNameTheInterfaceThatIsMissing() {
        network.run(() -> assertThatThrownBy(() -> ServiceAddresses.add(ServiceAddress.parse("10.9.0.7/24@nope")))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("nope")
                .hasMessageContaining("ENODEV"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.0.7", "10.9.0.7/33@eth0", "10.9.0.7/24@", "localhost/8@lo", "1/8@a/b", "fd::1/129@x"})
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> ServiceAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
