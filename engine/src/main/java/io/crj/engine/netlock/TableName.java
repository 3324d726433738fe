package io.crj.engine.netlock;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Names of our tables and chains: {@code crj-ID}, safe to type on a command line. */
final class TableName {

    private static final String PREFIX = "crj-";
    private static final int MAX_LENGTH = 64;

    /** A chain of iptables has 28 characters at most (XT_EXTENSION_MAXNAMELEN); some are left for which one it is. */
    private static final int MAX_CHAIN_LENGTH = 24;

    /** CRIU writes {@code inet CRIU-ID} into 31 characters and drops the rest. */
    private static final String CRIU_PREFIX = "CRIU-";

    private static final int CRIU_MAX_LENGTH = 26;

    private TableName() {}

    static String ofCriu(String runId) {
        String name = CRIU_PREFIX + runId;
        return name.substring(0, Math.min(name.length(), CRIU_MAX_LENGTH));
    }

    static boolean isOurs(String name) {
        return name.startsWith(PREFIX);
    }

    /** Different ids have different names, even when characters had to be replaced or cut. */
    static String of(String lockId) {
        return of(lockId, MAX_LENGTH);
    }

    /** The same for chains of iptables; the caller appends up to four characters. */
    static String ofChain(String lockId) {
        return of(lockId, MAX_CHAIN_LENGTH);
    }

    private static String of(String lockId, int maxLength) {
        String name = lockId.startsWith(PREFIX) ? lockId : PREFIX + lockId;
        String safe = name.replaceAll("[^A-Za-z0-9_.-]", "_");
        if (safe.equals(name) && name.length() <= maxLength) {
            return name;
        }
        CRC32C crc = new CRC32C();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        String suffix = String.format(Locale.ROOT, "_%08x", crc.getValue());
        return safe.substring(0, Math.min(safe.length(), maxLength - suffix.length())) + suffix;
    }
}
