package io.crj.engine.linux.abi;

/** Packet sockets: options, addresses, and what the kernel tells of them; linux/if_packet.h, linux/packet_diag.h. */
public final class PacketSocket {

    public static final int PACKET_ADD_MEMBERSHIP = 1;
    public static final int PACKET_RX_RING = 5;
    public static final int PACKET_COPY_THRESH = 7;
    public static final int PACKET_AUXDATA = 8;
    public static final int PACKET_ORIGDEV = 9;
    public static final int PACKET_VERSION = 10;
    public static final int PACKET_RESERVE = 12;
    public static final int PACKET_TX_RING = 13;
    public static final int PACKET_LOSS = 14;
    public static final int PACKET_VNET_HDR = 15;
    public static final int PACKET_TIMESTAMP = 17;
    public static final int PACKET_FANOUT = 18;

    public static final int TPACKET_V3 = 2;

    /** {@code struct sockaddr_ll}: family, protocol, interface, hardware type, packet type, length, address. */
    public static final int SOCKADDR_LL_SIZE = 20;

    public static final int SLL_IFINDEX = 4;

    /** What bind(2) takes of {@code struct sockaddr_pkt}: family, device name; packet_bind_spkt, net/packet/af_packet.c. */
    public static final int SOCKADDR_PKT_SIZE = 16;

    public static final int SPKT_DEVICE = 2;
    public static final int SPKT_DEVICE_SIZE = 14;

    /** {@code struct packet_mreq}, with room for the longest address: interface, type, length, address. */
    public static final int MREQ_SIZE = 40;

    public static final int MREQ_TYPE = 4;
    public static final int MREQ_LENGTH = 6;
    public static final int MREQ_ADDRESS = 8;
    public static final int MAX_ADDRESS_BYTES = 32;

    /** {@code struct packet_diag_req}: family, protocol, padding, inode, what to show, cookie. */
    public static final int REQUEST_SIZE = 20;

    public static final int REQUEST_SHOW = 8;

    /** PACKET_SHOW_INFO, _MCLIST, _RING_CFG, _FANOUT. */
    public static final int SHOW_ALL = 0x0f;

    /** {@code struct packet_diag_msg}: family, type, protocol, inode, cookie. */
    public static final int MESSAGE_SIZE = 16;

    public static final int MESSAGE_TYPE = 1;
    public static final int MESSAGE_PROTOCOL = 2;
    public static final int MESSAGE_INODE = 4;

    public static final int DIAG_INFO = 0;
    public static final int DIAG_MCLIST = 1;
    public static final int DIAG_RX_RING = 2;
    public static final int DIAG_TX_RING = 3;
    public static final int DIAG_FANOUT = 4;

    /** {@code struct packet_diag_info}: interface, version, reserve, copy threshold, time stamp, flags. */
    public static final int INFO_SIZE = 24;

    public static final int INFO_AUXDATA = 2;
    public static final int INFO_ORIGDEV = 4;
    public static final int INFO_VNETHDR = 8;
    public static final int INFO_LOSS = 0x10;

    /** {@code struct packet_diag_mclist}: interface, count, type, length of the address, address. */
    public static final int MCLIST_SIZE = 44;

    /** {@code struct packet_diag_ring}, and {@code struct tpacket_req3}: seven words. */
    public static final int RING_SIZE = 28;

    private PacketSocket() {}
}
