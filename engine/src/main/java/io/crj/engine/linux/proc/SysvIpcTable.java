package io.crj.engine.linux.proc;

import io.crj.engine.error.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lists of System V objects in {@code /proc/sysvipc}, as the IPC namespace of the reading thread has them. */
public final class SysvIpcTable {

    private SysvIpcTable() {}

    /** One object, its columns by their names in the file's first line. */
    public record Row(Map<String, Long> columns) {

        /** A column's value; permissions are octal in the file. */
        public long get(String column) {
            Long value = columns.get(column);
            if (value == null) {
                throw new EngineException("/proc/sysvipc has no column " + column);
            }
            return value;
        }

        public int number(String column) {
            return (int) get(column);
        }
    }

    /** @param kind {@code shm}, {@code msg} or {@code sem} */
    public static List<Row> read(String kind) {
        return parse(ProcFile.text("/proc/sysvipc/" + kind));
    }

    static List<Row> parse(String text) {
        List<Row> rows = new ArrayList<>();
        String[] lines = text.split("\n");
        String[] names = words(lines[0]);
        for (int i = 1; i < lines.length; i++) {
            String[] values = words(lines[i]);
            Map<String, Long> columns = new HashMap<>();
            for (int column = 0; column < Math.min(names.length, values.length); column++) {
                boolean octal = names[column].equals("perms");
                // Sizes may need all 64 bits.
                String value = values[column];
                columns.put(
                        names[column],
                        value.startsWith("-") ? Long.parseLong(value) : Long.parseUnsignedLong(value, octal ? 8 : 10));
            }
            rows.add(new Row(columns));
        }
        return rows;
    }

    private static String[] words(String line) {
        return line.trim().split("\\s+");
    }
}
