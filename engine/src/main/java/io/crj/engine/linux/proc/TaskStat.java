package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code /proc/PID/stat}, its fields by the numbers that proc(5) gives them. */
public final class TaskStat {

    private static final int FIRST_AFTER_NAME = 3;

    private final String name;
    private final String[] fields;

    private TaskStat(String name, String[] fields) {
        this.name = name;
        this.fields = fields;
    }

    public static TaskStat parse(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open) {
            throw new EngineException("cannot understand the stat line \"" + text.trim() + "\"");
        }
        return new TaskStat(
                text.substring(open + 1, close),
                text.substring(close + 1).trim().split(" "));
    }

    /** Of a process, or of one of its threads by tid. */
    public static TaskStat read(int tid) {
        return parse(ProcFile.text("/proc/" + tid + "/stat"));
    }

    /** Of a process that may end meanwhile: empty when it has. */
    public static Optional<TaskStat> ofLiving(int pid) {
        try {
            return Optional.of(read(pid));
        } catch (EngineException e) {
            if (Files.exists(Path.of("/proc/" + pid))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Field number {@code field}, 3 or more; addresses are unsigned. */
    public long get(int field) {
        String text = fields[field - FIRST_AFTER_NAME];
        return text.startsWith("-") ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    /** The program's name in parentheses. */
    public String name() {
        return name;
    }

    /** One letter, see proc(5): R, S, D, T, t, Z, X … */
    public char state() {
        return fields[0].charAt(0);
    }

    public int parent() {
        return (int) get(4);
    }

    public int group() {
        return (int) get(5);
    }

    public int session() {
        return (int) get(6);
    }

    /** Device number of the controlling terminal; 0 for none. */
    public int terminal() {
        return (int) get(7);
    }

    /** Foreground process group of the controlling terminal; -1 without one. */
    public int foregroundGroup() {
        return (int) get(8);
    }

    /** The kernel's PF_ flags. */
    public int flags() {
        return (int) get(9);
    }
}
