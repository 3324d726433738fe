package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which directories a command works on. */
final class ImageOptions {

    @Option(
            names = {"-D", "--images-dir"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "image directory; the current one by default")
    private Path directory;

    @Option(
            names = {"-W", "--work-dir"},
            paramLabel = "DIR",
            description = "directory of logs, pid files and statistics; the image directory by default")
    private Path work;

    Path directory() {
        return directory;
    }

    /**
     * Where logs, pid files and statistics go.
     *
     * @throws EngineException when it is no directory
     */
    Path work() {
        Path place = work == null ? directory : work;
        if (!Files.isDirectory(place)) {
            throw new EngineException(
                    (work == null ? "image" : "work") + " directory " + place + " does not exist or is no directory");
        }
        return place;
    }
}
