package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Nfnetlink.NFPROTO_IPV4;
import static io.crj.engine.linux.abi.Nfnetlink.NFPROTO_IPV6;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Where packets of a family have their addresses; RFC 791, RFC 8200. */
enum AddressFamily {
    IPV4("v4", NFPROTO_IPV4, 4, 12, 7),
    IPV6("v6", NFPROTO_IPV6, 16, 8, 8);

    private final String label;
    private final int protocol;
    private final int addressBytes;
    private final int sourceOffset;
    private final int nftType;

    AddressFamily(String label, int protocol, int addressBytes, int sourceOffset, int nftType) {
        this.label = label;
        this.protocol = protocol;
        this.addressBytes = addressBytes;
        this.sourceOffset = sourceOffset;
        this.nftType = nftType;
    }

    boolean has(InetAddress address) {
        return this == IPV4 == address instanceof Inet4Address;
    }

    /** For names of sets. */
    String label() {
        return label;
    }

    /** Beginning of the names of its programs: {@code iptables} or {@code ip6tables}. */
    String iptables() {
        return this == IPV4 ? "iptables" : "ip6tables";
    }

    /** As in {@code meta nfproto}. */
    int protocol() {
        return protocol;
    }

    int addressBytes() {
        return addressBytes;
    }

    /** Offset of the source address in the network header. */
    int sourceOffset() {
        return sourceOffset;
    }

    /** Offset of the destination address in the network header. */
    int destinationOffset() {
        return sourceOffset + addressBytes;
    }

    /** The number nft(8) knows the address type by; only for its listings. */
    int nftType() {
        return nftType;
    }
}
