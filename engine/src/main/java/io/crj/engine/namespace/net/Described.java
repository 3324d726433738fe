package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Rtnetlink.*;

import io.crj.engine.linux.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

/** Objects of a network namespace in words, for errors. */
final class Described {

    private static final int NDM_INDEX_AT = 4;

    private Described() {}

    static String address(NetlinkMessage message) {
        return ip(addressBytes(message)) + "/"
                + Byte.toUnsignedInt(message.body().get(1)) + " of device number "
                + message.body().getInt(NDM_INDEX_AT);
    }

    static byte[] addressBytes(NetlinkMessage message) {
        Map<Integer, byte[]> attributes = message.attributes(IFADDRMSG_SIZE);
        return attributes.getOrDefault(IFA_LOCAL, attributes.getOrDefault(IFA_ADDRESS, new byte[0]));
    }

    static String route(NetlinkMessage message) {
        Map<Integer, byte[]> attributes = message.attributes(RTMSG_SIZE);
        byte[] to = attributes.get(RTA_DST);
        byte[] gateway = attributes.get(RTA_GATEWAY);
        return (to == null
                        ? "default"
                        : ip(to) + "/" + Byte.toUnsignedInt(message.body().get(1)))
                + (gateway == null ? "" : " via " + ip(gateway))
                + " in table " + Rtnl.int32(attributes.get(RTA_TABLE));
    }

    static String neighbour(NetlinkMessage message) {
        byte[] address = message.attributes(NDMSG_SIZE).get(NDA_DST);
        return (address == null ? "?" : ip(address)) + " of device number "
                + message.body().getInt(NDM_INDEX_AT);
    }

    private static String ip(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            return "of " + address.length + " bytes";
        }
    }
}
