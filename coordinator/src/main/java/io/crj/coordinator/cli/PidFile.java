package io.crj.coordinator.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The pid of the migrated root in a new file, digits only, as restore tools have always written it. */
final class PidFile {

    private PidFile() {}

    /** Never overwrites: an existing file is an error. */
    static void write(Path file, int pid) throws IOException {
        Files.writeString(file, Integer.toString(pid), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
}
