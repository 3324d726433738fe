package io.crj.agent.preflight;

import io.crj.agent.host.Cidr;
import io.crj.agent.host.ConfiguredAddresses;
import io.crj.agent.host.HostAddresses;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.SourceReport;
import java.util.ArrayList;
import java.util.List;

/** The addresses that move must be ones this host is configured to take, and not here yet. */
public final class AddressCheck implements TargetCheck {

    private final ConfiguredAddresses configured;
    private final HostAddresses host;

    public AddressCheck(ConfiguredAddresses configured, HostAddresses host) {
        this.configured = configured;
        this.host = host;
    }

    @Override
    public void check(SourceReport source, Findings findings) {
        for (ServiceAddress address : arriving(source, findings)) {
            if (host.list().stream().anyMatch(own -> own.address().equals(address.address()))) {
                findings.refuse("service address " + Cidr.of(address)
                        + " is on this host already; remove it from one of the two");
            }
        }
    }

    /** The addresses that come with the tree, with the devices that this host uses for them. */
    public List<ServiceAddress> arriving(SourceReport source, Findings findings) {
        List<ServiceAddress> arriving = new ArrayList<>();
        for (String text : source.getServiceAddressesList()) {
            try {
                configured
                        .find(Cidr.parse(text))
                        .ifPresentOrElse(
                                arriving::add,
                                () -> findings.refuse("this host is not configured to take service address " + text
                                        + "; start crj-agent here with --service-address " + text + "@DEVICE"));
            } catch (IllegalArgumentException noAddress) {
                findings.refuse(noAddress.getMessage());
            }
        }
        return arriving;
    }
}
