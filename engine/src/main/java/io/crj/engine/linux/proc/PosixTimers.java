package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;

/** {@code /proc/PID/timers}: the timers of timer_create(2); proc(5). */
public final class PosixTimers {

    /**
     * One timer.
     *
     * @param value the union sigval, as a number
     * @param notification SIGEV_ constant
     * @param target tid that is notified, if a thread is
     * @param clock clock id; negative ones are CPU clocks
     */
    public record Timer(int id, int signal, long value, int notification, int target, int clock) {}

    public static final int SIGEV_SIGNAL = 0;
    public static final int SIGEV_NONE = 1;
    public static final int SIGEV_THREAD = 2;
    public static final int SIGEV_THREAD_ID = 4;

    private PosixTimers() {}

    /** Parses the file's text. */
    public static List<Timer> parse(String text) {
        List<String> lines = text.lines().toList();
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i + 3 < lines.size(); i += 4) {
            String[] signal = value(lines.get(i + 1), "signal:").split("/", 2);
            String[] notify = value(lines.get(i + 2), "notify:").split("[/.]", 3);
            timers.add(new Timer(
                    Integer.parseInt(value(lines.get(i), "ID:")),
                    Integer.parseInt(signal[0]),
                    Long.parseUnsignedLong(signal[1], 16),
                    kind(notify[0]) | (notify[1].equals("tid") ? SIGEV_THREAD_ID : 0),
                    Integer.parseInt(notify[2]),
                    Integer.parseInt(value(lines.get(i + 3), "ClockID:"))));
        }
        return timers;
    }

    /** Those of process {@code pid}. */
    public static List<Timer> read(int pid) {
        return parse(ProcFile.text("/proc/" + pid + "/timers"));
    }

    private static int kind(String name) {
        return switch (name) {
            case "signal" -> SIGEV_SIGNAL;
            case "none" -> SIGEV_NONE;
            case "thread" -> SIGEV_THREAD;
            default -> throw new EngineException("a timer notifies by \"" + name + "\", which is not known");
        };
    }

    private static String value(String line, String label) {
        if (!line.startsWith(label)) {
            throw new EngineException("/proc/PID/timers: \"" + line + "\" where " + label + " should be");
        }
        return line.substring(label.length()).trim();
    }
}
