package io.crj.engine.namespace.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The network lock of CRIU, which it holds while it lists the rules of a namespace, so that they say: drop everything. It takes
 * it away itself when it restores. With libnftables it is a table {@code CRIU-PID}, else a chain {@code CRIU} of table
 * {@code filter} to which the chains INPUT and OUTPUT jump.
 */
final class PeerLock {

    private static final String TABLE = "CRIU-";
    private static final String CHAIN = "\tchain CRIU {";
    private static final String END = "\t}";
    private static final Pattern JUMP = Pattern.compile("\\t\\t.*\\bjump CRIU");
    private static final Pattern LEGACY =
            Pattern.compile("(\\[\\d+:\\d+] )?-A (CRIU .*|(INPUT|OUTPUT) -j CRIU)|:CRIU .*");

    private PeerLock() {}

    /** Leaves it out of what nft(8) has listed. */
    static String withoutIn(String ruleset) {
        List<String> kept = new ArrayList<>();
        boolean inside = false;
        for (String line : NftRuleset.without(name -> name.startsWith(TABLE), ruleset)
                .lines()
                .toList()) {
            inside |= line.equals(CHAIN);
            if (!inside && !JUMP.matcher(line).matches()) {
                kept.add(line);
            }
            inside &= !line.equals(END);
        }
        return text(kept);
    }

    /** Leaves it out of what iptables-save(8) has written. */
    static byte[] withoutIn(byte[] legacy) {
        String all = new String(legacy, StandardCharsets.ISO_8859_1);
        List<String> kept =
                all.lines().filter(line -> !LEGACY.matcher(line).matches()).toList();
        return text(kept).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
