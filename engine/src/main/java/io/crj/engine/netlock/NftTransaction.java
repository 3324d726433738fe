package io.crj.engine.netlock;

import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.NfTables.*;
import static io.crj.engine.linux.abi.Nfnetlink.*;

import io.crj.engine.linux.netlink.NetlinkWriter;
import java.util.List;

/** One all-or-nothing change of an nftables table, as netlink messages. */
final class NftTransaction {

    /** Keeps the nested attribute, whose length is a 16-bit number, short enough for IPv6. */
    private static final int ELEMENTS_PER_MESSAGE = 1000;

    /** Behind reassembly (-400), before everything that looks at connections: raw (-300), conntrack (-200). */
    private static final int PRIORITY = -310;

    /** How nft(8) packs the types of a concatenation; only for its listings. */
    private static final int NFT_TYPE_BITS = 6;

    private final String table;
    private final NetlinkWriter out = new NetlinkWriter();
    private int sets;

    NftTransaction(String table) {
        this.table = table;
        out.begin(NFNL_MSG_BATCH_BEGIN, NLM_F_REQUEST, header(0, NFNL_SUBSYS_NFTABLES))
                .end();
    }

    /** Asks for the table; ENOENT when it is not there. */
    static NetlinkWriter tableQuery(String table) {
        return new NetlinkWriter()
                .begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, NLM_F_REQUEST | NLM_F_ACK, header(NFPROTO_INET, 0))
                .text(NFTA_TABLE_NAME, table)
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

    /** A set with its elements. */
    NftTransaction set(NftSet set) {
        int id = ++sets;
        int type = 0;
        for (NftSet.Field field : set.fields()) {
            type = type << NFT_TYPE_BITS | field.nftType(set.family());
        }
        message(NFT_MSG_NEWSET, NLM_F_CREATE)
                .text(NFTA_SET_TABLE, table)
                .text(NFTA_SET_NAME, set.name())
                .networkInt(NFTA_SET_FLAGS, 0)
                .networkInt(NFTA_SET_KEY_TYPE, type)
                .networkInt(NFTA_SET_KEY_LEN, set.keyBytes())
                .networkInt(NFTA_SET_ID, id)
                .nested(
                        NFTA_SET_DESC,
                        () -> out.networkInt(
                                NFTA_SET_DESC_SIZE, Math.max(1, set.keys().size())))
                .end();
        List<byte[]> keys = set.keys();
        for (int from = 0; from < keys.size(); from += ELEMENTS_PER_MESSAGE) {
            elements(set, id, keys.subList(from, Math.min(keys.size(), from + ELEMENTS_PER_MESSAGE)));
        }
        return this;
    }

    private void elements(NftSet set, int setId, List<byte[]> keys) {
        message(NFT_MSG_NEWSETELEM, NLM_F_CREATE)
                .text(NFTA_SET_ELEM_LIST_TABLE, table)
                .text(NFTA_SET_ELEM_LIST_SET, set.name())
                .networkInt(NFTA_SET_ELEM_LIST_SET_ID, setId)
                .nested(NFTA_SET_ELEM_LIST_ELEMENTS, () -> keys.forEach(this::element))
                .end();
    }

    private void element(byte[] key) {
        out.nested(NFTA_LIST_ELEM, () -> out.nested(NFTA_SET_ELEM_KEY, () -> out.bytes(NFTA_DATA_VALUE, key)));
    }

    /** Two chains: "in" for packets before routing, "out" for what local sockets send. */
    NftTransaction chains() {
        chain("in", NF_INET_PRE_ROUTING).end();
        chain("out", NF_INET_LOCAL_OUT).end();
        return this;
    }

    /** The same two chains, which drop every packet. */
    NftTransaction closedChains() {
        chain("in", NF_INET_PRE_ROUTING).networkInt(NFTA_CHAIN_POLICY, NF_DROP).end();
        chain("out", NF_INET_LOCAL_OUT).networkInt(NFTA_CHAIN_POLICY, NF_DROP).end();
        rule("in", () -> NftRule.acceptMarked(out));
        return rule("out", () -> NftRule.acceptMarked(out));
    }

    private NetlinkWriter chain(String name, int hook) {
        return message(NFT_MSG_NEWCHAIN, NLM_F_CREATE)
                .text(NFTA_CHAIN_TABLE, table)
                .text(NFTA_CHAIN_NAME, name)
                .nested(NFTA_CHAIN_HOOK, () -> out.networkInt(NFTA_HOOK_HOOKNUM, hook)
                        .networkInt(NFTA_HOOK_PRIORITY, PRIORITY))
                .text(NFTA_CHAIN_TYPE, "filter");
    }

    /** Drops the packets of a set. */
    NftTransaction rule(String chain, NftSet set, NftSet.Direction direction) {
        return rule(chain, () -> new NftRule(out, set, direction).write());
    }

    /** Drops those packets of a set that ask for a connection. */
    NftTransaction ruleOfCalls(String chain, NftSet set) {
        return rule(chain, () -> new NftRule(out, set, NftSet.Direction.IN).writeOfCalls());
    }

    private NftTransaction rule(String chain, Runnable expressions) {
        message(NFT_MSG_NEWRULE, NLM_F_CREATE | NLM_F_APPEND)
                .text(NFTA_RULE_TABLE, table)
                .text(NFTA_RULE_CHAIN, chain)
                .nested(NFTA_RULE_EXPRESSIONS, expressions)
                .end();
        return this;
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
