package io.crj.coordinator.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process that leads a migration.
 *
 * @param host its host's name
 * @param pid as seen there
 * @param startTicks when it was started, since a pid is used again; field 22 of proc_pid_stat(5)
 */
public record Owner(String host, long pid, long startTicks) {

    private static final int START_TIME_AFTER_NAME = 19;

    /** This process. */
    public static Owner self() {
        long pid = ProcessHandle.current().pid();
        return new Owner(hostName(), pid, startTicks(pid));
    }

    /** Whether it certainly lives no more; of another host's nobody here can say. */
    public boolean isGone() {
        return isHere() && startTicks(pid) != startTicks;
    }

    /** Whether it is or was a process of this host. */
    public boolean isHere() {
        return host.equals(hostName());
    }

    @Override
    public String toString() {
        return "pid " + pid + " on " + host;
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException unknown) {
            return "localhost";
        }
    }

    /** 0 when there is no such process. */
    private static long startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String afterName = stat.substring(stat.lastIndexOf(')') + 2);
            return Long.parseLong(afterName.split(" ")[START_TIME_AFTER_NAME]);
        } catch (IOException gone) {
            return 0;
        }
    }
}
