package io.crj.engine.netaddr;

import static io.crj.engine.linux.abi.Errno.EADDRNOTAVAIL;
import static io.crj.engine.linux.abi.Errno.EEXIST;
import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;
import static io.crj.engine.linux.abi.Socket.AF_UNSPEC;

import io.crj.engine.linux.netlink.NetlinkException;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import io.crj.engine.linux.sys.NetworkInterfaces;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The addresses of the calling thread's network namespace: listed, taken off an interface, put on one; rtnetlink(7).
 *
 * <p>Sockets that use an address do not notice that it goes or comes.
 */
public final class ServiceAddresses {

    private static final int FAMILY_AT = 0;
    private static final int PREFIX_LENGTH_AT = 1;
    private static final int INDEX_AT = 4;

    private ServiceAddresses() {}

    /** All addresses of all interfaces. */
    public static List<ServiceAddress> list() {
        return entries().stream().map(Entry::address).toList();
    }

    /**
     * Takes an address off its interface, and nothing else.
     *
     * @return whether it was there
     */
    public static boolean remove(ServiceAddress address) {
        Announcement.stop(address);
        try (SecondaryAddresses ignored = SecondaryAddresses.keep(address, entries())) {
            change(RTM_DELADDR, 0, address, "remove address " + address);
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == EADDRNOTAVAIL) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Puts an address on an interface, usable at once: IPv6 without duplicate address detection.
     *
     * @return false when it was there already
     */
    public static boolean add(ServiceAddress address) {
        try {
            change(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, address, "add address " + address);
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == EEXIST) {
                return false;
            }
            throw e;
        }
    }

    /** What {@link #remove} may change for a moment: whether other addresses of the network survive the first one's going. */
    public static String promotion(ServiceAddress address) {
        return SecondaryAddresses.setting(address);
    }

    /** Sets it to what {@link #promotion} gave. */
    public static void restorePromotion(ServiceAddress address, String setting) {
        SecondaryAddresses.restore(address, setting);
    }

    private static void change(int type, int flags, ServiceAddress address, String what) {
        byte[] bytes = address.address().getAddress();
        byte[] header = header(address.family(), address.prefixLength(), NetworkInterfaces.index(address.device()));
        NetlinkWriter request = new NetlinkWriter().begin(type, NLM_F_REQUEST | NLM_F_ACK | flags, header);
        request.bytes(IFA_LOCAL, bytes).bytes(IFA_ADDRESS, bytes);
        if (address.family() == AF_INET6) {
            request.hostInt(IFA_FLAGS, IFA_F_NODAD);
        }
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_ROUTE)) {
            netlink.request(request.end(), what);
        }
    }

    /** One listed address, and its IFA_F_… flags. */
    record Entry(ServiceAddress address, int flags) {}

    private static List<Entry> entries() {
        NetlinkWriter request =
                new NetlinkWriter().begin(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, header(AF_UNSPEC, 0, 0));
        Map<Integer, String> names = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_ROUTE)) {
            for (NetlinkMessage message : netlink.request(request.end(), "list addresses")) {
                if (message.type() == RTM_NEWADDR) {
                    entries.add(entry(message, names));
                }
            }
        }
        return entries;
    }

    private static Entry entry(NetlinkMessage message, Map<Integer, String> names) {
        Map<Integer, byte[]> attributes = message.attributes(IFADDRMSG_SIZE);
        // Of a point-to-point interface IFA_ADDRESS is the other end.
        byte[] bytes = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
        int prefixLength = Byte.toUnsignedInt(message.body().get(PREFIX_LENGTH_AT));
        String device = names.computeIfAbsent(message.body().getInt(INDEX_AT), NetworkInterfaces::name);
        byte[] flags = attributes.get(IFA_FLAGS);
        try {
            return new Entry(
                    new ServiceAddress(InetAddress.getByAddress(bytes), prefixLength, device),
                    flags == null
                            ? 0
                            : ByteBuffer.wrap(flags)
                                    .order(ByteOrder.nativeOrder())
                                    .getInt());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the kernel lists an address of " + bytes.length + " bytes", e);
        }
    }

    private static byte[] header(int family, int prefixLength, int index) {
        return ByteBuffer.allocate(IFADDRMSG_SIZE)
                .order(ByteOrder.nativeOrder())
                .put(FAMILY_AT, (byte) family)
                .put(PREFIX_LENGTH_AT, (byte) prefixLength)
                .putInt(INDEX_AT, index)
                .array();
    }
}
