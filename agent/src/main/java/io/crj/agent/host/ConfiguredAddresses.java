package io.crj.agent.host;

import java.util.List;
import java.util.Optional;

/** The service addresses this host was told about when its agent was started. */
public record ConfiguredAddresses(List<ServiceAddress> all) {

    public ConfiguredAddresses {
        all = List.copyOf(all);
    }

    /** The same address as it is known here, that is, with its device. */
    public Optional<ServiceAddress> find(ServiceAddress wanted) {
        return all.stream()
                .filter(own -> own.address().equals(wanted.address()) && own.prefixLength() == wanted.prefixLength())
                .findFirst();
    }
}
