package io.crj.engine.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which image directory a command works on. */
final class ImageOptions {

    @Option(
            names = {"-D", "--images-dir"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "image directory; the current one by default")
    private Path directory;

    Path directory() {
        return directory;
    }
}
