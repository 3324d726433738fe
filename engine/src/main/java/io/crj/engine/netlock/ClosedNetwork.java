package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Errno.EEXIST;
import static io.crj.engine.linux.abi.Netlink.NETLINK_NETFILTER;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkSocket;
import java.util.List;

/**
 * Drops all packets of the network namespace in which it is locked, whatever they belong to, those on lo included. The
 * kernel takes the lock away when this process dies: the tree runs on then, and needs its network.
 */
final class ClosedNetwork implements NetworkLock {

    private final String table;

    /** Owns the table; null while nothing is locked. */
    private NetlinkSocket owner;

    /** @param table see {@link TableName} */
    ClosedNetwork(String table) {
        this.table = table;
    }

    @Override
    public void lock(List<Connection> connections, List<Listener> listeners) {
        if (owner != null) {
            return;
        }
        owner = NetlinkSocket.open(NETLINK_NETFILTER);
        try {
            close(new NftTransaction(table).ownedTable());
        } catch (NetlinkException e) {
            if (e.errno() != EEXIST) {
                forget();
                throw e;
            }
            close(new NftTransaction(table).deleteTable().ownedTable());
        }
    }

    private void close(NftTransaction transaction) {
        owner.request(transaction.closedChains().commit(), "hold back all packets in nftables table inet " + table);
    }

    @Override
    public void unlock() {
        // The kernel removes the table of an owner that has gone.
        forget();
    }

    /** Nobody is left: were packets let through, the kernel would tell peers that their connections are gone. */
    @Override
    public void leave() {
        if (owner != null) {
            close(new NftTransaction(table).replaceTable());
            forget();
        }
    }

    private void forget() {
        if (owner != null) {
            owner.close();
            owner = null;
        }
    }

    @Override
    public String toString() {
        return "nftables table inet " + table;
    }
}
