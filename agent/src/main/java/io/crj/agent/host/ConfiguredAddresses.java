package io.crj.agent.host;

import io.crj.engine.netaddr.ServiceAddress;
import java.util.List;
import java.util.Optional;

/** The service addresses this host was told about when its agent was started, each with its device here. */
public record ConfiguredAddresses(List<ServiceAddress> all) {

    public ConfiguredAddresses {
        all = List.copyOf(all);
    }

    /**
     * Reads {@code ADDRESS/PREFIX[@DEVICE]} of each; without a device it is the one that has an address of that network.
     *
     * @throws IllegalArgumentException that says what is wrong with which
     */
    public static ConfiguredAddresses parse(List<String> texts, HostAddresses host) {
        return new ConfiguredAddresses(texts.stream()
                .map(text -> text.contains("@") ? ServiceAddress.parse(text) : withDevice(Cidr.parse(text), host))
                .toList());
    }

    /** The same address as it is known here. */
    public Optional<ServiceAddress> find(Cidr wanted) {
        return all.stream().filter(own -> Cidr.of(own).equals(wanted)).findFirst();
    }

    private static ServiceAddress withDevice(Cidr address, HostAddresses host) {
        return host.list().stream()
                .filter(present -> address.covers(present.address()))
                .findFirst()
                .map(present -> new ServiceAddress(address.address(), address.prefixLength(), present.device()))
                .orElseThrow(() -> new IllegalArgumentException("no device here has an address of the network of "
                        + address + "; write " + address + "@DEVICE"));
    }
}
