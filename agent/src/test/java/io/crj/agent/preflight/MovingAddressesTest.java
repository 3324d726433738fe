package io.crj.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.session.FakeAddresses;
import io.crj.engine.TreeReport;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.engine.netlock.Connection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovingAddressesTest {

    private static final ServiceAddress SERVICE = ServiceAddress.parse("10.77.0.9/24@eth0");
    private static final ServiceAddress ELSEWHERE = ServiceAddress.parse("10.77.0.8/24@eth0");
    private static final ServiceAddress OWN = ServiceAddress.parse("10.77.0.1/24@eth0");

    private final Findings findings = new Findings();
    private final MovingAddresses moving = new MovingAddresses(
            new ConfiguredAddresses(List.of(SERVICE, ELSEWHERE)), new FakeAddresses(new ArrayList<>(), OWN, SERVICE));

    @Test
    void shouldMoveWhatAWildcardListenerCanBeReachedBy() {
        assertThat(choose(tree(bound("0.0.0.0")))).containsExactly(SERVICE);
        assertThat(findings.refusals()).isEmpty();
    }

    @Test
    void shouldMoveWhatASocketIsBoundTo() {
        assertThat(choose(tree(bound("10.77.0.9")))).containsExactly(SERVICE);
        assertThat(findings.refusals()).isEmpty();
    }

    @Test
    void shouldMoveNothingWithATreeThatUsesNoNetwork() {
        assertThat(choose(tree(List.of()))).isEmpty();
        assertThat(findings.refusals()).isEmpty();
    }

    @Test
    void shouldMoveWhatTheUserChose() {
        assertThat(moving.choose(tree(List.of()), List.of("10.77.0.1/24"), findings))
                .containsExactly(OWN);
        assertThat(moving.choose(tree(List.of()), List.of("10.77.0.8/24"), findings))
                .isEmpty();

        assertThat(findings.refusals()).containsExactly("service address 10.77.0.8/24 is not on the source host");
    }

    @Test
    void shouldRefuseAConnectionOnTheHostsOwnAddress() {
        choose(tree(bound("0.0.0.0"), connection("10.77.0.1", 6379, "10.77.0.3", 5000)));

        assertThat(findings.refusals())
                .singleElement()
                .asString()
                .contains("10.77.0.1:6379 to 10.77.0.3:5000")
                .contains("does not move");
    }

    @Test
    void shouldRefuseALoopbackConnectionToAnotherProcessOnly() {
        Connection there = connection("127.0.0.1", 1, "127.0.0.1", 2);
        Connection back = connection("127.0.0.1", 2, "127.0.0.1", 1);
        choose(tree(List.of(), there, back));
        assertThat(findings.refusals()).isEmpty();

        choose(tree(List.of(), there));
        assertThat(findings.refusals()).singleElement().asString().contains("outside the tree");
    }

    @Test
    void shouldRefuseAListenerOnTheHostsOwnAddress() {
        choose(tree(bound("10.77.0.1", "127.0.0.1")));

        assertThat(findings.refusals()).singleElement().asString().contains("bound to 10.77.0.1");
    }

    private List<ServiceAddress> choose(TreeReport tree) {
        return moving.choose(tree, List.of(), findings);
    }

    private static TreeReport tree(List<InetAddress> bound, Connection... connections) {
        return new TreeReport(
                1, "x", List.of(1), List.of(1), 0, List.of(), List.of(connections), bound, List.of(), List.of());
    }

    private static List<InetAddress> bound(String... addresses) {
        return Arrays.stream(addresses).map(MovingAddressesTest::address).toList();
    }

    private static Connection connection(String local, int localPort, String remote, int remotePort) {
        return new Connection(address(local), localPort, address(remote), remotePort);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
