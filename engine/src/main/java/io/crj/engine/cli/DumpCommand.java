package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.DumpStats;
import io.crj.engine.Dumper;
import io.crj.engine.image.ImageDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crj dump}: writes a tree to a directory, then ends it or lets it run on. */
@Command(name = "dump", description = "Write a process tree to an image directory and end it.")
final class DumpCommand implements Callable<Integer>, Logging {

    private final Engine engine;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Option(
            names = {"-t", "--tree"},
            required = true,
            paramLabel = "PID",
            description = "root of the tree")
    private int pid;

    @Option(names = "--tcp-established", description = "carry established TCP connections")
    private boolean tcpEstablished;

    @Option(
            names = {"-R", "--leave-running"},
            description = "let the tree run on after the dump")
    private boolean leaveRunning;

    @Option(
            names = "--prev-images-dir",
            paramLabel = "DIR",
            description =
                    "directory of an earlier dump or pre-dump, relative to the image directory; pages that it has are"
                            + " not written again")
    private Path previous;

    DumpCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public LogOptions log() {
        return log;
    }

    @Override
    public Integer call() {
        Path directory = images.directory();
        log.begin(directory);
        // A tree that ends here is restored on this host or not at all: its peers must not be told meanwhile.
        DumpOptions options =
                DumpOptions.of(pid).withTcpEstablished(tcpEstablished).withKeepLocked(!leaveRunning);
        try (Dumper dumper = engine.dumper(options);
                ImageDirectory image = ImageDirectory.create(directory, Optional.ofNullable(previous))) {
            DumpStats stats = dumper.dump(image);
            StatsFile.write(image, stats);
            if (leaveRunning) {
                dumper.resume();
            } else {
                dumper.reap();
            }
        }
        return ExitCode.OK;
    }
}
