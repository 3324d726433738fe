package io.crj.engine.task;

import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.linux.proc.ProcFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** What files of /proc/PID tell of a process, and set; proc(5). */
final class ProcessFiles {

    private static final int HEXADECIMAL = 16;

    private ProcessFiles() {}

    static void dump(int pid, TaskCoreEntry.Builder task) {
        task.setOomScoreAdj(Integer.parseInt(text(pid, "oom_score_adj")));
        if (Files.exists(Path.of(path(pid, "coredump_filter")))) {
            task.setCrjCoredumpFilter(filter(pid));
        }
    }

    static void restore(int pid, TaskCoreEntry task) {
        String score = Integer.toString(task.getOomScoreAdj());
        if (task.hasOomScoreAdj() && !text(pid, "oom_score_adj").equals(score)) {
            ProcFile.write(path(pid, "oom_score_adj"), score);
        }
        if (task.hasCrjCoredumpFilter() && filter(pid) != task.getCrjCoredumpFilter()) {
            ProcFile.write(path(pid, "coredump_filter"), Integer.toString(task.getCrjCoredumpFilter()));
        }
    }

    private static int filter(int pid) {
        return Integer.parseUnsignedInt(text(pid, "coredump_filter"), HEXADECIMAL);
    }

    private static String text(int pid, String name) {
        return ProcFile.text(path(pid, name)).trim();
    }

    private static String path(int pid, String name) {
        return "/proc/" + pid + "/" + name;
    }
}
