package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.NfTables.*;
import static io.crj.engine.linux.abi.Nfnetlink.NF_DROP;

import io.crj.engine.linux.netlink.NetlinkWriter;

/** Writes the expressions of a rule that drops the TCP packets of a family whose connection is in that family's set. */
final class NftRule {

    private static final int REGISTER_BYTES = 4;
    private static final int PORT_BYTES = 2;
    private static final int SOURCE_PORT_OFFSET = 0;
    private static final int DESTINATION_PORT_OFFSET = 2;

    private final NetlinkWriter out;
    private final AddressFamily family;

    NftRule(NetlinkWriter out, AddressFamily family) {
        this.out = out;
        this.family = family;
    }

    /** Packets as the set has them. */
    Runnable fromPeer() {
        return () -> {
            protocols();
            connection(family.sourceOffset(), SOURCE_PORT_OFFSET, family.destinationOffset(), DESTINATION_PORT_OFFSET);
            dropIfInSet();
        };
    }

    /** Packets in the other direction: looked up with the ends exchanged. */
    Runnable toPeer() {
        return () -> {
            protocols();
            connection(family.destinationOffset(), DESTINATION_PORT_OFFSET, family.sourceOffset(), SOURCE_PORT_OFFSET);
            dropIfInSet();
        };
    }

    private void protocols() {
        is(NFT_META_NFPROTO, family.protocol());
        is(NFT_META_L4PROTO, IPPROTO_TCP);
    }

    private void is(int key, int value) {
        expression("meta", () -> out.networkInt(NFTA_META_KEY, key).networkInt(NFTA_META_DREG, NFT_REG32_00));
        expression("cmp", () -> out.networkInt(NFTA_CMP_SREG, NFT_REG32_00)
                .networkInt(NFTA_CMP_OP, NFT_CMP_EQ)
                .nested(NFTA_CMP_DATA, () -> out.bytes(NFTA_DATA_VALUE, new byte[] {(byte) value})));
    }

    /** Loads the four parts of the key one behind the other. */
    private void connection(int address, int port, int otherAddress, int otherPort) {
        int addressRegisters = family.addressBytes() / REGISTER_BYTES;
        int register = NFT_REG32_00;
        load(NFT_PAYLOAD_NETWORK_HEADER, address, family.addressBytes(), register);
        register += addressRegisters;
        load(NFT_PAYLOAD_TRANSPORT_HEADER, port, PORT_BYTES, register);
        register++;
        load(NFT_PAYLOAD_NETWORK_HEADER, otherAddress, family.addressBytes(), register);
        register += addressRegisters;
        load(NFT_PAYLOAD_TRANSPORT_HEADER, otherPort, PORT_BYTES, register);
    }

    private void load(int base, int offset, int lengthBytes, int register) {
        expression("payload", () -> out.networkInt(NFTA_PAYLOAD_DREG, register)
                .networkInt(NFTA_PAYLOAD_BASE, base)
                .networkInt(NFTA_PAYLOAD_OFFSET, offset)
                .networkInt(NFTA_PAYLOAD_LEN, lengthBytes));
    }

    private void dropIfInSet() {
        expression(
                "lookup", () -> out.text(NFTA_LOOKUP_SET, family.label()).networkInt(NFTA_LOOKUP_SREG, NFT_REG32_00));
        expression("immediate", () -> out.networkInt(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT)
                .nested(
                        NFTA_IMMEDIATE_DATA,
                        () -> out.nested(NFTA_DATA_VERDICT, () -> out.networkInt(NFTA_VERDICT_CODE, NF_DROP))));
    }

    private void expression(String name, Runnable data) {
        out.nested(NFTA_LIST_ELEM, () -> out.text(NFTA_EXPR_NAME, name).nested(NFTA_EXPR_DATA, data));
    }
}
