package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Netlink.*;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Questions and changes about the network namespace of the thread that opens it; rtnetlink(7). */
final class Rtnl implements AutoCloseable {

    private final NetlinkSocket socket;

    Rtnl() {
        socket = NetlinkSocket.open(NETLINK_ROUTE);
    }

    /**
     * All objects of a kind.
     *
     * @param getType RTM_GET…; answers of RTM_NEW… are returned, which is two less
     * @param header the family's own, zeros for everything
     */
    List<NetlinkMessage> dump(int getType, byte[] header, String what) {
        NetlinkWriter request = new NetlinkWriter()
                .begin(getType, NLM_F_REQUEST | NLM_F_DUMP, header)
                .end();
        return socket.request(request, what).stream()
                .filter(message -> message.type() == getType - 2)
                .toList();
    }

    /** Sends one message with these attributes and waits for the kernel's word. */
    void change(int type, int flags, byte[] header, Map<Integer, byte[]> attributes, String what) {
        NetlinkWriter request = begin(type, flags, header);
        attributes.forEach(request::bytes);
        send(request, what);
    }

    /**
     * The same, but an error of this number means that there is nothing to do.
     *
     * @return whether something was done
     */
    boolean changeUnless(int errno, int type, int flags, byte[] header, Map<Integer, byte[]> attributes, String what) {
        try {
            change(type, flags, header, attributes, what);
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == errno) {
                return false;
            }
            throw e;
        }
    }

    /** A request to add attributes to, for {@link #send}. */
    static NetlinkWriter begin(int type, int flags, byte[] header) {
        return new NetlinkWriter().begin(type, NLM_F_REQUEST | NLM_F_ACK | flags, header);
    }

    void send(NetlinkWriter request, String what) {
        socket.request(request.end(), what);
    }

    /** Of an attribute in host byte order; 0 when it is missing. */
    static int int32(byte[] value) {
        return value == null || value.length < Integer.BYTES
                ? 0
                : ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    @Override
    public void close() {
        socket.close();
    }
}
