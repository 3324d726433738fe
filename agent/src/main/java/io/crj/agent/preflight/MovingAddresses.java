package io.crj.agent.preflight;

import io.crj.agent.host.Cidr;
import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostAddresses;
import io.crj.engine.TreeReport;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.engine.netlock.Connection;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which of the source's addresses move with a tree, and what of its network cannot move. */
public final class MovingAddresses {

    private final ConfiguredAddresses configured;
    private final HostAddresses host;

    public MovingAddresses(ConfiguredAddresses configured, HostAddresses host) {
        this.configured = configured;
        this.host = host;
    }

    /**
     * Chooses the addresses and finds what stands against moving.
     *
     * @param wanted what the user chose, in CIDR form; empty: those configured, present here and used by the tree
     */
    public List<ServiceAddress> choose(TreeReport tree, List<String> wanted, Findings findings) {
        List<ServiceAddress> moving = wanted.isEmpty() ? used(tree) : chosen(wanted, findings);
        Set<InetAddress> addresses = new HashSet<>();
        moving.forEach(service -> addresses.add(service.address()));
        checkConnections(tree, addresses, findings);
        checkBound(tree, addresses, findings);
        return moving;
    }

    private List<ServiceAddress> used(TreeReport tree) {
        boolean wildcard = tree.boundAddresses().stream().anyMatch(InetAddress::isAnyLocalAddress);
        Set<InetAddress> named = new HashSet<>(tree.boundAddresses());
        tree.connections().forEach(connection -> named.add(connection.local()));
        return configured.all().stream()
                .filter(service -> wildcard || named.contains(service.address()))
                .flatMap(service -> host.find(Cidr.of(service)).stream())
                .toList();
    }

    private List<ServiceAddress> chosen(List<String> wanted, Findings findings) {
        List<ServiceAddress> moving = new ArrayList<>();
        for (String text : wanted) {
            try {
                host.find(Cidr.parse(text))
                        .ifPresentOrElse(
                                moving::add,
                                () -> findings.refuse("service address " + text + " is not on the source host"));
            } catch (IllegalArgumentException noAddress) {
                findings.refuse(noAddress.getMessage());
            }
        }
        return moving;
    }

    private static void checkConnections(TreeReport tree, Set<InetAddress> moving, Findings findings) {
        Set<Connection> inTree = new HashSet<>(tree.connections());
        for (Connection connection : tree.connections()) {
            String text = text(connection);
            if (connection.local().isLoopbackAddress()) {
                if (!inTree.contains(reverse(connection))) {
                    findings.refuse("loopback connection " + text
                            + " leads to a process outside the tree, which stays behind; close it first");
                }
            } else if (!moving.contains(connection.local())) {
                findings.refuse(
                        "connection " + text + " uses the host's own address "
                                + connection.local().getHostAddress()
                                + ", which does not move; only connections on a service address do (crj-agent --service-address)");
            }
        }
    }

    private static void checkBound(TreeReport tree, Set<InetAddress> moving, Findings findings) {
        tree.boundAddresses().stream()
                .distinct()
                .filter(bound -> !bound.isAnyLocalAddress() && !bound.isLoopbackAddress() && !moving.contains(bound))
                .filter(bound ->
                        tree.connections().stream().noneMatch(c -> c.local().equals(bound)))
                .forEach(
                        bound -> findings.refuse(
                                "a socket is bound to " + bound.getHostAddress()
                                        + ", which does not move; bind it to a service address or to all (crj-agent --service-address)"));
    }

    private static Connection reverse(Connection c) {
        return new Connection(c.remote(), c.remotePort(), c.local(), c.localPort());
    }

    private static String text(Connection c) {
        return c.local().getHostAddress() + ":" + c.localPort() + " to "
                + c.remote().getHostAddress() + ":" + c.remotePort();
    }
}
