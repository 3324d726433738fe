package io.crj.engine.namespace.net;

import static io.crj.engine.linux.abi.Netlink.*;
import static io.crj.engine.linux.abi.NfTables.*;
import static io.crj.engine.linux.abi.Nfnetlink.*;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.netlink.NetlinkMessage;
import io.crj.engine.linux.netlink.NetlinkSocket;
import io.crj.engine.linux.netlink.NetlinkWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The nftables rules of a network namespace, as the text that nft(8) lists and reads. */
final class NftRuleset {

    private static final int NFGENMSG_SIZE = 4;

    /** Extensions of iptables-nft that nft(8) lists in a form it does not read. */
    private static final Pattern FOREIGN = Pattern.compile("\\bxt (match|target) |# xt_");

    private static final Pattern TABLE = Pattern.compile("table [a-z0-9]+ (\\S+)");

    private NftRuleset() {}

    /** Names of all tables in the calling thread's network namespace; asks the kernel only. */
    static List<String> tables() {
        byte[] anyFamily = new byte[NFGENMSG_SIZE];
        NetlinkWriter request = new NetlinkWriter()
                .begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETTABLE, NLM_F_REQUEST | NLM_F_DUMP, anyFamily)
                .end();
        try (NetlinkSocket netlink = NetlinkSocket.open(NETLINK_NETFILTER)) {
            return netlink.request(request, "list nftables tables").stream()
                    .map(NftRuleset::name)
                    .toList();
        }
    }

    private static String name(NetlinkMessage message) {
        byte[] name = message.attributes(NFGENMSG_SIZE).getOrDefault(NFTA_TABLE_NAME, new byte[1]);
        return new String(name, 0, name.length - 1, StandardCharsets.UTF_8);
    }

    /** The text of all tables. */
    static String list(Tool tool) {
        return new String(tool.run(new byte[0], nft(), "list", "ruleset"), StandardCharsets.UTF_8);
    }

    /** Makes what a text says. */
    static void load(Tool tool, String text) {
        if (!text.isBlank()) {
            tool.run(text.getBytes(StandardCharsets.UTF_8), nft(), "-f", "-");
        }
    }

    /** What of a text cannot be read back; empty when all can. */
    static Optional<String> unreadable(String text) {
        return text.lines()
                .filter(line -> FOREIGN.matcher(line).find())
                .findFirst()
                .map(String::strip);
    }

    /** Leaves out some tables; a table ends with a brace at the beginning of a line. */
    static String without(Predicate<String> names, String text) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : text.lines().toList()) {
            Matcher table = TABLE.matcher(line);
            inside |= table.lookingAt() && names.test(table.group(1));
            if (!inside) {
                kept.add(line);
            }
            inside &= !line.startsWith("}");
        }
        return kept.isEmpty() ? "" : String.join("\n", kept) + "\n";
    }

    private static String nft() {
        return Tool.find("nft")
                .orElseThrow(() -> new EngineException("the network namespace has nftables rules, and there is no nft"
                        + " program on this host to carry them: install nftables"));
    }
}
