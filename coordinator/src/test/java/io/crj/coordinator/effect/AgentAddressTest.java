package io.crj.coordinator.effect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentAddressTest {

    @ParameterizedTest
    @CsvSource({
        "hostA, hostA, 7070",
        "hostA:7071, hostA, 7071",
        "10.0.0.1:1, 10.0.0.1, 1",
        "fe80::1, fe80::1, 7070",
        "[fe80::1], fe80::1, 7070",
        "[fe80::1]:65535, fe80::1, 65535"
    })
    void shouldParse(String text, String host, int port) {
        assertThat(AgentAddress.parse(text)).isEqualTo(new AgentAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":7070", "hostA:", "hostA:0", "hostA:65536", "hostA:x", "[fe80::1", "[fe80::1]7"})
    void shouldRejectWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> AgentAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
