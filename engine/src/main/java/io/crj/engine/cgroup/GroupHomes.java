package io.crj.engine.cgroup;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the tasks of a tree belong in the hierarchy of version 2: they go there when they are let go, for until then a
 * group of ours holds them.
 *
 * @param processes directories by pid
 * @param threads of threads that are in another group than their process, by thread id
 */
public record GroupHomes(Map<Integer, Path> processes, Map<Integer, Path> threads) {

    /** Everybody stays where they were held. */
    public static final GroupHomes NONE = new GroupHomes(Map.of(), Map.of());

    private static final String PROCESS = "p ";
    private static final String THREAD = "t ";

    /** As journals keep it; {@link #parse} reads it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        processes.forEach((pid, group) -> line(text, PROCESS, pid, group));
        threads.forEach((tid, group) -> line(text, THREAD, tid, group));
        return text.toString();
    }

    private static void line(StringBuilder text, String what, int id, Path group) {
        text.append(what).append(id).append(' ').append(group).append('\n');
    }

    public static GroupHomes parse(String text) {
        GroupHomes homes = new GroupHomes(new LinkedHashMap<>(), new LinkedHashMap<>());
        text.lines().forEach(line -> {
            String[] words = line.substring(2).split(" ", 2);
            (line.startsWith(PROCESS) ? homes.processes : homes.threads)
                    .put(Integer.parseInt(words[0]), Path.of(words[1]));
        });
        return homes;
    }
}
