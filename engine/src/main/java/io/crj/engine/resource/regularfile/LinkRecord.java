package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStat;
import java.util.Optional;

/**
 * One temporary name that a dump is about to give a file.
 *
 * @param host the pid namespace that {@code maker} and {@code tree} belong to
 * @param maker process that makes it
 * @param tree process whose file it is, and whose view of the file system {@code path} belongs to
 * @param device of the file
 * @param inode of the file
 */
record LinkRecord(String host, Process maker, Process tree, long device, long inode, String path) {

    private static final int START_TIME = 22;
    private static final int LINES = 6;

    /**
     * A process that stays distinguishable from later ones of the same pid.
     *
     * @param startTicks since boot; proc(5), field 22 of stat
     */
    record Process(int pid, long startTicks) {

        static Process of(int pid) {
            return new Process(pid, TaskStat.read(pid).get(START_TIME));
        }

        boolean isAlive() {
            try {
                return TaskStat.read(pid).get(START_TIME) == startTicks;
            } catch (EngineException e) {
                return false;
            }
        }

        @Override
        public String toString() {
            return pid + " " + startTicks;
        }

        static Process parse(String text) {
            String[] parts = text.split(" ", 2);
            return new Process(Integer.parseInt(parts[0]), Long.parseLong(parts[1]));
        }
    }

    static String thisHost() {
        return ProcFile.link("/proc/self/ns/pid");
    }

    static LinkRecord ofThisProcess(NamedFile file, String path) {
        return new LinkRecord(
                thisHost(),
                Process.of((int) ProcessHandle.current().pid()),
                Process.of(file.pid()),
                file.stat().device(),
                file.stat().inode(),
                path);
    }

    /** The path comes last, for it may hold anything. */
    String toText() {
        return String.join("\n", host, maker.toString(), tree.toString(), "" + device, "" + inode, path);
    }

    /** Empty for a record that was not written to its end. */
    static Optional<LinkRecord> parse(String text) {
        String[] lines = text.split("\n", LINES);
        if (lines.length < LINES) {
            return Optional.empty();
        }
        try {
            return Optional.of(new LinkRecord(
                    lines[0],
                    Process.parse(lines[1]),
                    Process.parse(lines[2]),
                    Long.parseLong(lines[3]),
                    Long.parseLong(lines[4]),
                    lines[5]));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    /** The name as this process has to write it: as the tree sees it, for as long as there is one. */
    String reachablePath() {
        return tree.isAlive() ? "/proc/" + tree.pid() + "/root" + path : path;
    }
}
