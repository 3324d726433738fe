package io.crj.agent.host;

import java.net.InetAddress;

/** This host's addresses; each change is made once however often it is asked for. */
public interface HostAddresses {

    /** Whether the host has it now. */
    boolean isPresent(InetAddress address);

    void add(ServiceAddress address);

    void remove(ServiceAddress address);

    /** Tells the neighbours that it is here: gratuitous ARP, or an unsolicited neighbour advertisement. */
    void announce(ServiceAddress address);
}
