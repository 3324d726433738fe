package io.crj.agent.host;

import io.crj.engine.netaddr.ServiceAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The addresses of one migration on one host, moved together, and back where they were when that is asked for. */
public final class AddressMove {

    private final HostAddresses host;
    private final List<ServiceAddress> addresses;
    private final Deque<ServiceAddress> moved = new ArrayDeque<>();

    public AddressMove(HostAddresses host, List<ServiceAddress> addresses) {
        this.host = host;
        this.addresses = List.copyOf(addresses);
    }

    /** They leave this host; one that fails brings those before it back. */
    public void leave() {
        try {
            for (ServiceAddress address : addresses) {
                if (!moved.contains(address)) {
                    host.remove(address);
                    moved.push(address);
                }
            }
        } catch (RuntimeException failed) {
            comeBack();
            throw failed;
        }
    }

    /** Those that left are here again. */
    public void comeBack() {
        while (!moved.isEmpty()) {
            host.add(moved.peek());
            moved.pop();
        }
    }

    /** As {@link #comeBack}; should that fail, {@code failure} tells of it. */
    public void comeBackAfter(RuntimeException failure) {
        try {
            comeBack();
        } catch (RuntimeException also) {
            failure.addSuppressed(also);
        }
    }

    /** They come to this host and the neighbours are told; may be repeated after a failure. */
    public void arrive() {
        addresses.forEach(address -> {
            if (!moved.contains(address)) {
                host.add(address);
                moved.push(address);
            }
            host.announce(address);
        });
    }

    /** Tells the neighbours again, in case they missed it. */
    public void announce() {
        addresses.forEach(host::announce);
    }

    /** Those that arrived are gone again. */
    public void goAgain() {
        while (!moved.isEmpty()) {
            host.remove(moved.peek());
            moved.pop();
        }
    }
}
