package io.crj.engine.netlock;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/** Names of our tables: {@code crj-ID}, safe to type on a command line. */
final class TableName {

    private static final String PREFIX = "crj-";
    private static final int MAX_LENGTH = 64;

    /** CRIU writes {@code inet CRIU-ID} into 31 characters and drops the rest. */
    private static final String CRIU_PREFIX = "CRIU-";

    private static final int CRIU_MAX_LENGTH = 26;

    private TableName() {}

    static String ofCriu(String runId) {
        String name = CRIU_PREFIX + runId;
        return name.substring(0, Math.min(name.length(), CRIU_MAX_LENGTH));
    }

    /** Different ids have different names, even when characters had to be replaced or cut. */
    static String of(String lockId) {
        String name = lockId.startsWith(PREFIX) ? lockId : PREFIX + lockId;
        String safe = name.replaceAll("[^A-Za-z0-9_.-]", "_");
        if (safe.equals(name) && name.length() <= MAX_LENGTH) {
            return name;
        }
        CRC32C crc = new CRC32C();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        String suffix = String.format(Locale.ROOT, "_%08x", crc.getValue());
        return safe.substring(0, Math.min(safe.length(), MAX_LENGTH - suffix.length())) + suffix;
    }
}
