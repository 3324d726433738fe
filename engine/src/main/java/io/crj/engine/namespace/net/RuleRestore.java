package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.Rtnetlink.*;
import static io.crj.engine.linux.abi.Socket.AF_BRIDGE;

import io.crj.engine.linux.netlink.NetlinkMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes routing rules and neighbours. */
final class RuleRestore {

    private static final int NDM_STATE_AT = 8;
    private static final int NDM_FLAGS_AT = 10;

    private final Rtnl rtnl;

    RuleRestore(Rtnl rtnl) {
        this.rtnl = rtnl;
    }

    /** Replaces the rules of a family, the kernel's own included, unless they are the same. */
    void rules(int family, List<NetlinkMessage> wanted) {
        List<NetlinkMessage> present = new MessageDump(rtnl).rules(family);
        if (sameAs(present, wanted)) {
            return;
        }
        present.forEach(rule -> change(RTM_DELRULE, 0, rule, "remove a routing rule"));
        wanted.forEach(rule -> change(RTM_NEWRULE, NLM_F_CREATE, rule, "add a routing rule"));
    }

    private static boolean sameAs(List<NetlinkMessage> some, List<NetlinkMessage> others) {
        return some.size() == others.size()
                && IntStream.range(0, some.size())
                        .allMatch(i -> some.get(i).body().equals(others.get(i).body()));
    }

    private void change(int type, int flags, NetlinkMessage rule, String what) {
        rtnl.change(
                type,
                flags,
                rule.header(FIB_RULE_HDR_SIZE),
                rule.attributes(FIB_RULE_HDR_SIZE),
                what + " with priority "
                        + Rtnl.int32(rule.attributes(FIB_RULE_HDR_SIZE).get(FRA_PRIORITY)));
    }

    /** Those that were learned are tried before they are believed: they may be others here. */
    void neighbours(List<NetlinkMessage> neighbours) {
        for (NetlinkMessage neighbour : neighbours) {
            byte[] header = neighbour.header(NDMSG_SIZE);
            if (header[0] == AF_BRIDGE) {
                header[NDM_FLAGS_AT] = NTF_MASTER;
            } else if ((header[NDM_STATE_AT] & NUD_PERMANENT) == 0) {
                header[NDM_STATE_AT] = NUD_STALE;
            }
            Map<Integer, byte[]> attributes = new LinkedHashMap<>(neighbour.attributes(NDMSG_SIZE));
            attributes.keySet().retainAll(Set.of(NDA_DST, NDA_LLADDR, NDA_VLAN, NDA_PROTOCOL));
            rtnl.change(
                    RTM_NEWNEIGH,
                    NLM_F_CREATE | NLM_F_REPLACE,
                    header,
                    attributes,
                    "add neighbour " + Described.neighbour(neighbour));
        }
    }
}
