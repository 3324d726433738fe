package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.NfTables.*;
import static io.crj.engine.linux.abi.Nfnetlink.*;

import io.crj.engine.linux.netlink.NetlinkWriter;
import java.nio.ByteBuffer;
import java.util.List;

/** One all-or-nothing change of an nftables table, as netlink messages. */
final class NftTransaction {

    /** Keeps the nested attribute, whose length is a 16-bit number, short enough for IPv6. */
    private static final int ELEMENTS_PER_MESSAGE = 1000;

    /** Behind reassembly (-400), before everything that looks at connections: raw (-300), conntrack (-200). */
    private static final int PRIORITY = -310;

    /** A port, padded to a register. */
    private static final int PORT_FIELD_BYTES = 4;

    /** The number nft(8) knows ports by, and how it packs the types of a concatenation; only for its listings. */
    private static final int NFT_TYPE_PORT = 13;

    private static final int NFT_TYPE_BITS = 6;

    private final String table;
    private final NetlinkWriter out = new NetlinkWriter();
    private int sets;

    NftTransaction(String table) {
        this.table = table;
        out.begin(NFNL_MSG_BATCH_BEGIN, NLM_F_REQUEST, header(0, NFNL_SUBSYS_NFTABLES))
                .end();
    }

    /** Makes the table; EEXIST when it is there. */
    NftTransaction newTable() {
        message(NFT_MSG_NEWTABLE, NLM_F_CREATE | NLM_F_EXCL)
                .text(NFTA_TABLE_NAME, table)
                .end();
        return this;
    }

    /** Empties the table; costs the kernel a grace period more than making it. */
    NftTransaction replaceTable() {
        return deleteTable().newTable();
    }

    NftTransaction deleteTable() {
        message(NFT_MSG_DELTABLE, 0).text(NFTA_TABLE_NAME, table).end();
        return this;
    }

    /** A set of connections, each as the packets from its peer show it: source, source port, destination, its port. */
    NftTransaction connections(AddressFamily family, List<Connection> connections) {
        int keyBytes = 2 * (family.addressBytes() + PORT_FIELD_BYTES);
        int id = ++sets;
        int type = 0;
        for (int field : new int[] {family.nftType(), NFT_TYPE_PORT, family.nftType(), NFT_TYPE_PORT}) {
            type = type << NFT_TYPE_BITS | field;
        }
        message(NFT_MSG_NEWSET, NLM_F_CREATE)
                .text(NFTA_SET_TABLE, table)
                .text(NFTA_SET_NAME, family.label())
                .networkInt(NFTA_SET_FLAGS, 0)
                .networkInt(NFTA_SET_KEY_TYPE, type)
                .networkInt(NFTA_SET_KEY_LEN, keyBytes)
                .networkInt(NFTA_SET_ID, id)
                .nested(NFTA_SET_DESC, () -> out.networkInt(NFTA_SET_DESC_SIZE, Math.max(1, connections.size())))
                .end();
        for (int from = 0; from < connections.size(); from += ELEMENTS_PER_MESSAGE) {
            int to = Math.min(connections.size(), from + ELEMENTS_PER_MESSAGE);
            elements(family, id, keyBytes, connections.subList(from, to));
        }
        return this;
    }

    private void elements(AddressFamily family, int setId, int keyBytes, List<Connection> connections) {
        message(NFT_MSG_NEWSETELEM, NLM_F_CREATE)
                .text(NFTA_SET_ELEM_LIST_TABLE, table)
                .text(NFTA_SET_ELEM_LIST_SET, family.label())
                .networkInt(NFTA_SET_ELEM_LIST_SET_ID, setId)
                .nested(NFTA_SET_ELEM_LIST_ELEMENTS, () -> connections.forEach(c -> element(key(c, keyBytes))))
                .end();
    }

    private void element(byte[] key) {
        out.nested(NFTA_LIST_ELEM, () -> out.nested(NFTA_SET_ELEM_KEY, () -> out.bytes(NFTA_DATA_VALUE, key)));
    }

    private static byte[] key(Connection connection, int keyBytes) {
        return ByteBuffer.allocate(keyBytes)
                .put(connection.remote().getAddress())
                .putShort((short) connection.remotePort())
                .putShort((short) 0)
                .put(connection.local().getAddress())
                .putShort((short) connection.localPort())
                .putShort((short) 0)
                .array();
    }

    /** The rules: packets from the peers before routing, packets to them on their way out. */
    NftTransaction chains() {
        chain("in", NF_INET_PRE_ROUTING);
        chain("out", NF_INET_LOCAL_OUT);
        for (AddressFamily family : AddressFamily.values()) {
            rule("in", new NftRule(out, family).fromPeer());
            rule("out", new NftRule(out, family).toPeer());
        }
        return this;
    }

    private void chain(String name, int hook) {
        message(NFT_MSG_NEWCHAIN, NLM_F_CREATE)
                .text(NFTA_CHAIN_TABLE, table)
                .text(NFTA_CHAIN_NAME, name)
                .nested(NFTA_CHAIN_HOOK, () -> out.networkInt(NFTA_HOOK_HOOKNUM, hook)
                        .networkInt(NFTA_HOOK_PRIORITY, PRIORITY))
                .text(NFTA_CHAIN_TYPE, "filter")
                .end();
    }

    private void rule(String chain, Runnable expressions) {
        message(NFT_MSG_NEWRULE, NLM_F_CREATE)
                .text(NFTA_RULE_TABLE, table)
                .text(NFTA_RULE_CHAIN, chain)
                .nested(NFTA_RULE_EXPRESSIONS, expressions)
                .end();
    }

    /** The finished messages; nothing of them takes effect unless all of them do. */
    NetlinkWriter commit() {
        return out.begin(NFNL_MSG_BATCH_END, NLM_F_REQUEST, header(0, NFNL_SUBSYS_NFTABLES))
                .end();
    }

    private NetlinkWriter message(int type, int flags) {
        return out.begin(NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_REQUEST | flags, header(NFPROTO_INET, 0));
    }

    /** {@code struct nfgenmsg}: family, version, resource id in network byte order. */
    private static byte[] header(int family, int resource) {
        return new byte[] {(byte) family, NFNETLINK_V0, (byte) (resource >>> 8), (byte) resource};
    }
}
