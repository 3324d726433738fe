package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code /proc/PID/status}: one labelled line each; proc(5). */
public final class TaskStatus {

    private final Map<String, String> lines;

    private TaskStatus(Map<String, String> lines) {
        this.lines = lines;
    }

    public static TaskStatus parse(String text) {
        Map<String, String> lines = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                lines.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return new TaskStatus(lines);
    }

    /** Of a process, or of one of its threads by tid. */
    public static TaskStatus read(int tid) {
        return read(Integer.toString(tid));
    }

    /** Of all threads of a process that are there. */
    public static Map<Integer, TaskStatus> ofThreads(int pid) {
        Map<Integer, TaskStatus> threads = new LinkedHashMap<>();
        for (int tid : ProcFile.numbers("/proc/" + pid + "/task")) {
            try {
                threads.put(tid, read(tid));
            } catch (EngineException e) {
                if (Files.exists(Path.of("/proc/" + tid))) {
                    throw e;
                }
            }
        }
        return threads;
    }

    /** Of this process. */
    public static TaskStatus ofSelf() {
        return read("self");
    }

    private static TaskStatus read(String task) {
        return parse(ProcFile.text("/proc/" + task + "/status"));
    }

    public boolean has(String label) {
        return lines.containsKey(label);
    }

    /** The text behind {@code label:}. */
    public String get(String label) {
        String line = lines.get(label);
        if (line == null) {
            throw new EngineException("/proc/PID/status has no line " + label);
        }
        return line;
    }

    /** A mask printed in hexadecimal, such as SigCgt or CapEff. */
    public long mask(String label) {
        return Long.parseUnsignedLong(get(label), 16);
    }

    /** A list of decimal numbers, such as Uid or Groups. */
    public List<Integer> numbers(String label) {
        String line = get(label);
        return line.isEmpty()
                ? List.of()
                : Stream.of(line.split("\\s+")).map(Integer::parseUnsignedInt).toList();
    }

    /** A number printed in octal: Umask. */
    public int octal(String label) {
        return Integer.parseInt(get(label), 8);
    }
}
