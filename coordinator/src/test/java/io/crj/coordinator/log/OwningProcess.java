package io.crj.coordinator.log;

import java.io.IOException;
import java.nio.file.Path;

/** A coordinator in a process of its own: begins {@code m-1} and lives until its input ends or it is killed. */
final class OwningProcess {

    private OwningProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (OwnedMigration owned = new FileMigrationLog(Path.of(arguments[0])).begin(Samples.begun("m-1"))) {
            System.out.println(owned.found().id() + System.in.read());
        }
    }
}
