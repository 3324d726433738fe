package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Errno.EADDRNOTAVAIL;
import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;
import static io.crj.engine.linux.abi.Socket.AF_INET6;

import io.crj.engine.linux.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives devices their addresses: usable at once, IPv6 without asking whether somebody else has them. */
final class AddressRestore {

    private static final int FLAGS_AT = 2;

    /** Flags that a user gives; the others describe the moment. */
    private static final int LASTING_FLAGS =
            IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE;

    private static final Set<Integer> USED =
            Set.of(IFA_ADDRESS, IFA_LOCAL, IFA_LABEL, IFA_BROADCAST, IFA_CACHEINFO, IFA_RT_PRIORITY, IFA_PROTO);

    private final Rtnl rtnl;

    AddressRestore(Rtnl rtnl) {
        this.rtnl = rtnl;
    }

    void restore(List<NetlinkMessage> addresses) {
        List<NetlinkMessage> v4 = new ArrayList<>();
        List<NetlinkMessage> v6 = new ArrayList<>();
        addresses.forEach(address -> (isV6(address) ? v6 : v4).add(address));
        // The kernel puts an IPv6 address in front of its like.
        Collections.reverse(v6);
        v4.forEach(address -> add(address, flags(address)));
        v6.forEach(address -> add(address, flags(address) | (isTentative(address) ? 0 : IFA_F_NODAD)));
        v6.stream()
                .filter(address -> (flags(address) & IFA_F_NODAD) == 0)
                .forEach(address -> add(address, flags(address)));
        removeAllBut(addresses);
    }

    private static boolean isV6(NetlinkMessage address) {
        return address.body().get(0) == AF_INET6;
    }

    /** Whether it is not known yet that nobody else has it, as long as a device has no carrier. */
    private static boolean isTentative(NetlinkMessage address) {
        return (Rtnl.int32(address.attributes(IFADDRMSG_SIZE).get(IFA_FLAGS)) & IFA_F_TENTATIVE) != 0;
    }

    private static int flags(NetlinkMessage address) {
        return Rtnl.int32(address.attributes(IFADDRMSG_SIZE).get(IFA_FLAGS)) & LASTING_FLAGS;
    }

    /** Also changes an address that is there, as those of lo are. */
    private void add(NetlinkMessage address, int flags) {
        byte[] header = address.header(IFADDRMSG_SIZE);
        header[FLAGS_AT] = (byte) flags;
        Map<Integer, byte[]> attributes = new LinkedHashMap<>(address.attributes(IFADDRMSG_SIZE));
        attributes.keySet().retainAll(USED);
        attributes.put(IFA_FLAGS, Rtnl.int32(flags));
        rtnl.change(
                RTM_NEWADDR,
                NLM_F_CREATE | NLM_F_REPLACE,
                header,
                attributes,
                "add address " + Described.address(address));
    }

    /** The kernel may have made some by itself when devices came up. */
    private void removeAllBut(List<NetlinkMessage> wanted) {
        Set<ByteBuffer> keys = wanted.stream().map(AddressRestore::key).collect(Collectors.toSet());
        for (NetlinkMessage address : new MessageDump(rtnl).addresses()) {
            if (!keys.contains(key(address))) {
                rtnl.changeUnless(
                        EADDRNOTAVAIL,
                        RTM_DELADDR,
                        0,
                        address.header(IFADDRMSG_SIZE),
                        address.attributes(IFADDRMSG_SIZE),
                        "remove address " + Described.address(address));
            }
        }
    }

    /** Family, prefix length, device and address. */
    private static ByteBuffer key(NetlinkMessage address) {
        byte[] header = address.header(IFADDRMSG_SIZE);
        header[FLAGS_AT] = 0;
        byte[] bytes = Described.addressBytes(address);
        return ByteBuffer.allocate(header.length + bytes.length)
                .put(header)
                .put(bytes)
                .flip();
    }
}
