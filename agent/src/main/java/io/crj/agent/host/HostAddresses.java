package io.crj.agent.host;

import io.crj.engine.netaddr.ServiceAddress;
import java.util.List;
import java.util.Optional;

/** This host's addresses; adding what is there and removing what is not changes nothing. */
public interface HostAddresses {

    /** All addresses of all devices, now. */
    List<ServiceAddress> list();

    void add(ServiceAddress address);

    void remove(ServiceAddress address);

    /** Tells the neighbours that it is here: gratuitous ARP, or an unsolicited neighbour advertisement. */
    void announce(ServiceAddress address);

    /** A setting of the address's device that {@link #remove} changes for a moment; empty when there is none. */
    default String setting(ServiceAddress address) {
        return "";
    }

    /** Sets it to what {@link #setting} gave. */
    default void restoreSetting(ServiceAddress address, String setting) {}

    /** The address with the device that has it now. */
    default Optional<ServiceAddress> find(Cidr wanted) {
        return list().stream().filter(own -> Cidr.of(own).equals(wanted)).findFirst();
    }
}
