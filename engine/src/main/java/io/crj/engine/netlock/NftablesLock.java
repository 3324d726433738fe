package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Errno.EEXIST;
import static io.crj.engine.linux.abi.Errno.ENOENT;
import static io.crj.engine.linux.abi.Netlink.NETLINK_NETFILTER;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkSocket;
import java.util.List;

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
        try {
            lock(new NftTransaction(table).newTable(), connections, listeners);
        } catch (NetlinkException e) {
            if (e.errno() != EEXIST) {
                throw e;
            }
            lock(new NftTransaction(table).replaceTable(), connections, listeners);
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

    private void lock(NftTransaction transaction, List<Connection> connections, List<Listener> listeners) {
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
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_NETFILTER)) {
            netlink.request(
                    transaction.commit(),
                    "lock " + connections.size() + " connections and " + listeners.size()
                            + " listening ports in nftables table inet " + table);
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
