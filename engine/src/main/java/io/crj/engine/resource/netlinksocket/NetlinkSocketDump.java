package io.crj.engine.resource.netlinksocket;

import static io.crj.engine.linux.abi.Netlink.NETLINK_LIST_MEMBERSHIPS;
import static io.crj.engine.linux.abi.Netlink.SOL_NETLINK;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_PROTOCOL;
import static io.crj.engine.linux.abi.Socket.SO_TYPE;

import io.crj.engine.image.proto.NetlinkSkEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NetlinkCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FurtherOptions;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.SocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads one netlink socket of a frozen tree. */
record NetlinkSocketDump(OpenFile file, Fd socket, DumpContext context) {

    /** State of a socket that is connected to more than the kernel itself; NETLINK_CONNECTED, net/netlink/af_netlink.c. */
    static final int CONNECTED = 1;

    private static final int MAX_GROUP_BYTES = 248;

    NetlinkSkEntry dump() {
        NetlinkCalls.Address local = NetlinkCalls.localAddress(socket);
        NetlinkCalls.Address remote = NetlinkCalls.remoteAddress(socket);
        boolean connected = remote.port() != 0 || remote.groups() != 0;
        NetlinkSkEntry.Builder entry = NetlinkSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) file.probe().stat().inode())
                .setProtocol(SocketCalls.getInt(socket, SOL_SOCKET, SO_PROTOCOL))
                .setState(connected ? CONNECTED : 0)
                .setFlags(Descriptions.flags(file.probe()))
                .setPortid(local.port())
                .setDstPortid(remote.port())
                .setDstGroup(remote.groups() == 0 ? 0 : Integer.numberOfTrailingZeros(remote.groups()) + 1)
                .setFown(context.owner(file.probe()))
                .setOpts(SocketOptions.dump(socket))
                .setCrjType(SocketCalls.getInt(socket, SOL_SOCKET, SO_TYPE))
                .addAllCrjOptions(FurtherOptions.dump(socket, context));
        groups(entry);
        return entry.build();
    }

    /** As a mask of words, the last of which is not empty. */
    private void groups(NetlinkSkEntry.Builder entry) {
        byte[] mask = SocketCalls.getBytes(socket, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, MAX_GROUP_BYTES);
        ByteBuffer words = ByteBuffer.wrap(mask).order(ByteOrder.nativeOrder());
        int last = words.limit() / Integer.BYTES;
        while (last > 0 && words.getInt((last - 1) * Integer.BYTES) == 0) {
            last--;
        }
        for (int i = 0; i < last; i++) {
            entry.addGroups(words.getInt(i * Integer.BYTES));
        }
    }
}
