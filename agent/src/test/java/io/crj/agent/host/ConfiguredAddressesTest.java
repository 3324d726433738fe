package io.crj.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.agent.session.FakeAddresses;
import io.crj.engine.netaddr.ServiceAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredAddressesTest {

    private final HostAddresses host = new FakeAddresses(
            new ArrayList<>(),
            ServiceAddress.parse("127.0.0.1/8@lo"),
            ServiceAddress.parse("10.77.0.1/24@eth0"),
            ServiceAddress.parse("fd00::1/64@eth1"));

    @Test
    void shouldTakeTheDeviceThatIsGivenOrTheOneOfThatNetwork() {
        ConfiguredAddresses configured =
                ConfiguredAddresses.parse(List.of("192.168.5.5/24@eth7", "10.77.0.9/24", "fd00::9/64"), host);

        assertThat(configured.all())
                .extracting(ServiceAddress::toString)
                .containsExactly("192.168.5.5/24@eth7", "10.77.0.9/24@eth0", "fd00:0:0:0:0:0:0:9/64@eth1");
    }

    @Test
    void shouldSayThatNoDeviceIsInThatNetwork() {
        assertThatThrownBy(() -> ConfiguredAddresses.parse(List.of("10.78.0.9/24"), host))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.78.0.9/24@DEVICE");
    }

    @Test
    void shouldFindAnAddressWhateverItsDeviceElsewhere() {
        ConfiguredAddresses configured = ConfiguredAddresses.parse(List.of("10.77.0.9/24"), host);

        assertThat(configured.find(Cidr.parse("10.77.0.9/24"))).isPresent();
        assertThat(configured.find(Cidr.parse("10.77.0.9/16"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.1", "10.0.0.1/33", "::1/129", "example.org/24", "10.0.0/8/8", "10.0.0.1/-1", "1:2/3"
            })
    void shouldRefuseWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> Cidr.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
