package io.crj.engine.resource.netlinksocket;

import static io.crj.engine.linux.abi.Netlink.NETLINK_ADD_MEMBERSHIP;
import static io.crj.engine.linux.abi.Netlink.SOL_NETLINK;
import static io.crj.engine.linux.abi.Socket.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.NetlinkSkEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NetlinkCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.SocketOptions;

/** Makes one netlink socket anew. */
record NetlinkSocketRestore(NetlinkSkEntry entry, RestoreContext context) {

    /** The socket; the caller's. */
    Fd restore() {
        int type = entry.getCrjType() == SOCK_DGRAM ? SOCK_DGRAM : SOCK_RAW;
        Fd socket = SocketCalls.socket(AF_NETLINK, type | SOCK_CLOEXEC, entry.getProtocol());
        try {
            restore(socket);
            return socket;
        } catch (SyscallException e) {
            socket.close();
            throw new EngineException("cannot restore " + this + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private void restore(Fd socket) {
        FurtherOptions.restore(socket, entry.getCrjOptionsList());
        SocketOptions.restoreBuffers(socket, entry.getOpts());
        SocketOptions.restoreLate(socket, entry.getOpts());
        if (entry.getOpts().hasSoMark()) {
            SocketCalls.setInt(socket, SOL_SOCKET, SO_MARK, entry.getOpts().getSoMark());
        }
        if (entry.getPortid() != 0) {
            bind(socket);
        }
        if (entry.getState() == NetlinkSocketDump.CONNECTED) {
            int groups = entry.getDstGroup() == 0 ? 0 : 1 << entry.getDstGroup() - 1;
            NetlinkCalls.connect(socket, new NetlinkCalls.Address(entry.getDstPortid(), groups));
        }
        for (int word = 0; word < entry.getGroupsCount(); word++) {
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                if ((entry.getGroups(word) & 1 << bit) != 0) {
                    int group = word * Integer.SIZE + bit + 1;
                    SocketCalls.setInt(socket, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
                }
            }
        }
        Descriptions.restore(socket, entry.getFlags(), entry.getFown(), context);
    }

    private void bind(Fd socket) {
        try {
            NetlinkCalls.bind(socket, new NetlinkCalls.Address(entry.getPortid(), 0));
        } catch (SyscallException e) {
            if (e.errno() == Errno.EADDRINUSE) {
                throw new EngineException(
                        this + " has a port that another process of this host uses; end the process with that pid, or"
                                + " run the program in a network namespace of its own",
                        e);
            }
            throw e;
        }
    }

    @Override
    public String toString() {
        return "netlink socket of protocol " + entry.getProtocol() + " with port "
                + Integer.toUnsignedString(entry.getPortid()) + " (file " + entry.getId() + " of the image)";
    }
}
