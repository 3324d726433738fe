package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.In.IPPROTO_TCP;
import static io.crj.engine.linux.abi.NfTables.*;
import static io.crj.engine.linux.abi.Nfnetlink.NF_ACCEPT;
import static io.crj.engine.linux.abi.Nfnetlink.NF_DROP;

import io.crj.engine.linux.netlink.NetlinkWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the expressions of a rule that drops the TCP packets which are in a set, all or those that begin a connection. */
final class NftRule {

    /** Where the flags are in a TCP header, and two of them; RFC 9293. */
    private static final int FLAGS_OFFSET = 13;

    private static final byte SYN = 0x02;
    private static final byte ACK = 0x10;

    private static final byte[] MARK = ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.nativeOrder())
            .putInt(IptablesRule.CRIU_MARK)
            .array();

    private final NetlinkWriter out;
    private final NftSet set;
    private final NftSet.Direction direction;

    NftRule(NetlinkWriter out, NftSet set, NftSet.Direction direction) {
        this.out = out;
        this.set = set;
        this.direction = direction;
    }

    void write() {
        protocols();
        key();
        dropIfInSet();
    }

    /** Drops only what asks for a connection. */
    void writeOfCalls() {
        protocols();
        expression("payload", () -> out.networkInt(NFTA_PAYLOAD_DREG, NFT_REG32_00)
                .networkInt(NFTA_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER)
                .networkInt(NFTA_PAYLOAD_OFFSET, FLAGS_OFFSET)
                .networkInt(NFTA_PAYLOAD_LEN, 1));
        expression("bitwise", () -> out.networkInt(NFTA_BITWISE_SREG, NFT_REG32_00)
                .networkInt(NFTA_BITWISE_DREG, NFT_REG32_00)
                .networkInt(NFTA_BITWISE_LEN, 1)
                .nested(NFTA_BITWISE_MASK, () -> out.bytes(NFTA_DATA_VALUE, new byte[] {SYN | ACK}))
                .nested(NFTA_BITWISE_XOR, () -> out.bytes(NFTA_DATA_VALUE, new byte[] {0})));
        compare(NFT_CMP_EQ, SYN);
        key();
        dropIfInSet();
    }

    private void protocols() {
        meta(NFT_META_NFPROTO, NFT_CMP_EQ, (byte) set.family().protocol());
        meta(NFT_META_L4PROTO, NFT_CMP_EQ, (byte) IPPROTO_TCP);
        meta(NFT_META_MARK, NFT_CMP_NEQ, MARK);
    }

    /** Lets through, whatever else holds, what a restore by CRIU sends. */
    static void acceptMarked(NetlinkWriter out) {
        NftRule rule = new NftRule(out, null, null);
        rule.meta(NFT_META_MARK, NFT_CMP_EQ, MARK);
        rule.verdict(NF_ACCEPT);
    }

    private void meta(int key, int comparison, byte... value) {
        expression("meta", () -> out.networkInt(NFTA_META_KEY, key).networkInt(NFTA_META_DREG, NFT_REG32_00));
        compare(comparison, value);
    }

    private void compare(int comparison, byte... value) {
        expression("cmp", () -> out.networkInt(NFTA_CMP_SREG, NFT_REG32_00)
                .networkInt(NFTA_CMP_OP, comparison)
                .nested(NFTA_CMP_DATA, () -> out.bytes(NFTA_DATA_VALUE, value)));
    }

    /** Loads the parts of the key one behind the other. */
    private void key() {
        int register = NFT_REG32_00;
        for (NftSet.Field field : set.fields()) {
            load(field.in(direction), register);
            register += field.registers(set.family());
        }
    }

    private void load(NftSet.Field field, int register) {
        expression("payload", () -> out.networkInt(NFTA_PAYLOAD_DREG, register)
                .networkInt(NFTA_PAYLOAD_BASE, field.header())
                .networkInt(NFTA_PAYLOAD_OFFSET, field.offset(set.family()))
                .networkInt(NFTA_PAYLOAD_LEN, field.lengthBytes(set.family())));
    }

    private void dropIfInSet() {
        expression("lookup", () -> out.text(NFTA_LOOKUP_SET, set.name()).networkInt(NFTA_LOOKUP_SREG, NFT_REG32_00));
        verdict(NF_DROP);
    }

    private void verdict(int code) {
        expression("immediate", () -> out.networkInt(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT)
                .nested(
                        NFTA_IMMEDIATE_DATA,
                        () -> out.nested(NFTA_DATA_VERDICT, () -> out.networkInt(NFTA_VERDICT_CODE, code))));
    }

    private void expression(String name, Runnable data) {
        out.nested(NFTA_LIST_ELEM, () -> out.text(NFTA_EXPR_NAME, name).nested(NFTA_EXPR_DATA, data));
    }
}
