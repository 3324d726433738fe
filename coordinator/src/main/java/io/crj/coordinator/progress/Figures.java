package io.crj.coordinator.progress;

import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {

    private static final double BYTES_PER_MEBIBYTE = 1 << 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private Figures() {}

    /** {@code 12.5 MiB}. */
    public static String mebibytes(double bytes) {
        return String.format(Locale.ROOT, "%.1f MiB", bytes / BYTES_PER_MEBIBYTE);
    }

    /** {@code 412.0 MiB/s}; nothing in no time is no rate. */
    public static String rate(double bytes, double nanos) {
        return nanos <= 0 ? "0.0 MiB/s" : mebibytes(bytes * NANOS_PER_SECOND / nanos) + "/s";
    }

    /** {@code 2.13 s}. */
    public static String seconds(double nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / NANOS_PER_SECOND);
    }

    /** Foreign text (a process can call itself anything) without what would command a terminal. */
    public static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** {@code 1 round}, {@code 2 rounds}. */
    public static String counted(long count, String noun) {
        String plural = noun.endsWith("s") ? noun + "es" : noun + "s";
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : plural);
    }
}
