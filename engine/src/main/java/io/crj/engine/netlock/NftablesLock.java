package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Errno.EEXIST;
import static io.crj.engine.linux.abi.Errno.ENOENT;
import static io.crj.engine.linux.abi.Netlink.NETLINK_NETFILTER;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkSocket;
import java.util.List;
import java.util.function.Consumer;

/**
 * Drops the connections' packets in an nftables table of its own, {@code inet crj-ID}, made and removed in one
 * transaction each.
 *
 * <p>Incoming packets are dropped before routing, so that neither TCP nor, once the address has left the host, ICMP ever
 * answers them; outgoing ones where local sockets hand them over. Those that CRIU marks while it restores a connection
 * pass.
 */
final class NftablesLock implements NetworkLock {

    private final String table;

    /** @param table see {@link TableName} */
    NftablesLock(String table) {
        this.table = table;
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        fill(
                transaction -> rules(transaction, connections, listeners),
                "lock " + connections.size() + " connections and " + listeners.size() + " listening ports in " + this);
    }

    /** Makes the table with what {@code content} adds to it, or replaces all that is in it. */
    void fill(Consumer<NftTransaction> content, String what) {
        try {
            commit(new NftTransaction(table).newTable(), content, what);
        } catch (NetlinkException e) {
            if (e.errno() != EEXIST) {
                throw e;
            }
            commit(new NftTransaction(table).replaceTable(), content, what);
        }
    }

    private static void commit(NftTransaction transaction, Consumer<NftTransaction> content, String what) {
        content.accept(transaction);
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_NETFILTER)) {
            netlink.request(transaction.commit(), what);
        }
    }

    /** Whether the table is there, whoever made it. */
    boolean exists() {
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_NETFILTER)) {
            netlink.request(NftTransaction.tableQuery(table), "find nftables table inet " + table);
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private static void rules(NftTransaction transaction, List<Connection> connections, List<Listener> listeners) {
        transaction.chains();
        for (AddressFamily family : AddressFamily.values()) {
            NftSet peers = NftSet.ofConnections(
                    family,
                    connections.stream().filter(c -> family.has(c.local())).toList());
            transaction.set(peers);
            transaction.rule("in", peers, NftSet.Direction.IN).rule("out", peers, NftSet.Direction.OUT);
            List<Listener> ports =
                    listeners.stream().filter(l -> family.has(l.local())).toList();
            for (NftSet set : NftSet.ofListeners(family, ports)) {
                transaction.set(set).rule("in", set, NftSet.Direction.IN);
            }
        }
    }

    @Override
    public void unlock() {
        NetlinkSocket netlink = NetlinkSocket.open(NETLINK_NETFILTER);
        try {
            netlink.request(new NftTransaction(table).deleteTable().commit(), "delete nftables table inet " + table);
        } catch (NetlinkException e) {
            if (e.errno() != ENOENT) {
                throw e;
            }
        } finally {
            // The kernel lets close(2) wait, ten milliseconds or so, until what was deleted is freed; the tree need
            // not.
            Thread closer = new Thread(netlink::close, "netlink-close");
            closer.setDaemon(true);
            closer.start();
        }
    }

    @Override
    public String toString() {
        return "nftables table inet " + table;
    }
}
