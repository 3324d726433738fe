package io.crj.agent.host;

import io.crj.engine.journal.Journal;
import io.crj.engine.netaddr.ServiceAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The addresses of one migration on one host, moved together, and back where they were when that is asked for. */
public final class AddressMove {

    private final HostAddresses host;
    private final List<ServiceAddress> addresses;
    private final Journal journal;
    private final Deque<Moved> moved = new ArrayDeque<>();

    private record Moved(ServiceAddress address, Journal.Entry entry) {}

    public AddressMove(HostAddresses host, List<ServiceAddress> addresses) {
        this(host, addresses, Journal.NONE);
    }

    /** @param journal is told of each address before it moves; what is done with only when it is back where it was */
    public AddressMove(HostAddresses host, List<ServiceAddress> addresses, Journal journal) {
        this.host = host;
        this.addresses = List.copyOf(addresses);
        this.journal = journal;
    }

    /** They leave this host; one that fails brings those before it back. */
    public void leave() {
        try {
            for (ServiceAddress address : addresses) {
                if (!hasMoved(address)) {
                    Journal.Entry entry = journal.note(AddressAftermath.leaves(address, host));
                    host.remove(address);
                    moved.push(new Moved(address, entry));
                }
            }
        } catch (RuntimeException failed) {
            comeBack();
            throw failed;
        }
    }

    private boolean hasMoved(ServiceAddress address) {
        return moved.stream().anyMatch(one -> one.address.equals(address));
    }

    /** Those that left are here again. */
    public void comeBack() {
        while (!moved.isEmpty()) {
            host.add(moved.peek().address);
            moved.pop().entry.gone();
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
            if (!hasMoved(address)) {
                Journal.Entry entry = journal.note(AddressAftermath.arrives(address, host));
                host.add(address);
                moved.push(new Moved(address, entry));
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
            host.remove(moved.peek().address);
            moved.pop().entry.gone();
        }
    }
}
