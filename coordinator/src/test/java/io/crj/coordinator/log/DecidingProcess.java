package io.crj.coordinator.log;

import io.crj.coordinator.migration.Decision;
import java.nio.file.Path;

/** A coordinator in a process of its own: decides on {@code m-0} up to {@code m-(N-1)} and prints what holds. */
final class DecidingProcess {

    private DecidingProcess() {}

    public static void main(String[] arguments) {
        FileMigrationLog log = new FileMigrationLog(Path.of(arguments[0]));
        Decision wanted = Decision.valueOf(arguments[1]);
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            System.out.println("m-" + i + " " + decide(log, "m-" + i, wanted));
        }
    }

    private static String decide(FileMigrationLog log, String id, Decision wanted) {
        try {
            return log.decide(id, wanted).name();
        } catch (MigrationLogException failed) {
            return failed.nothingWritten() ? "nothing" : "unknown";
        }
    }
}
