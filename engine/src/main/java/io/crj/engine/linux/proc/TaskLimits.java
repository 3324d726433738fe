package io.crj.engine.linux.proc;

import java.util.List;

/** {@code /proc/PID/limits}: a table with one line for each RLIMIT_, in the order of their numbers; proc(5). */
public final class TaskLimits {

    /** As RLIM_INFINITY of asm-generic/resource.h. */
    public static final long UNLIMITED = -1;

    private static final int SOFT_COLUMN = 26;
    private static final int HARD_COLUMN = 47;
    private static final int UNIT_COLUMN = 68;

    private TaskLimits() {}

    /** Unsigned, {@link #UNLIMITED} for none. */
    public record Limit(long soft, long hard) {}

    /** Parses the file's text. */
    public static List<Limit> parse(String text) {
        return text.lines().skip(1).map(TaskLimits::line).toList();
    }

    /** Those of process {@code pid}. */
    public static List<Limit> read(int pid) {
        return parse(ProcFile.text("/proc/" + pid + "/limits"));
    }

    private static Limit line(String line) {
        return new Limit(
                number(line.substring(SOFT_COLUMN, HARD_COLUMN)),
                number(line.substring(HARD_COLUMN, Math.min(UNIT_COLUMN, line.length()))));
    }

    private static long number(String column) {
        String text = column.trim();
        return text.equals("unlimited") ? UNLIMITED : Long.parseUnsignedLong(text);
    }
}
