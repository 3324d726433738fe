package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Errno.EEXIST;
import static io.crj.engine.linux.abi.Netlink.NETLINK_NETFILTER;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkSocket;
import java.util.List;

/** Drops all packets of the calling thread's network namespace, whatever they belong to, those on lo included. */
final class ClosedNetwork implements NetworkLock {

    private final String table;

    /** @param table see {@link TableName} */
    ClosedNetwork(String table) {
        this.table = table;
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_NETFILTER)) {
            netlink.request(
                    new NftTransaction(table).newTable().closedChains().commit(),
                    "hold back all packets in nftables table inet " + table);
        } catch (NetlinkException e) {
            if (e.errno() != EEXIST) {
                throw e;
            }
        }
    }

    @Override
    public void unlock() {
        new NftablesLock(table).unlock();
    }

    @Override
    public String toString() {
        return "nftables table inet " + table;
    }
}
