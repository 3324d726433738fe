package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RoundStats;
import io.crj.engine.image.ImageDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crj pre-dump}: writes the memory of a running tree, for later dumps to add to. */
@Command(
        name = "pre-dump",
        description = "Write the memory of a process tree while it runs; dump --prev-images-dir adds to it.")
final class PreDumpCommand implements Callable<Integer>, Logging {

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

    @Option(names = "--tcp-established", description = "established TCP connections are no reason to refuse")
    private boolean tcpEstablished;

    @Option(
            names = "--prev-images-dir",
            paramLabel = "DIR",
            description = "directory of an earlier pre-dump, relative to the image directory")
    private Path previous;

    PreDumpCommand(Engine engine) {
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
        DumpOptions options = DumpOptions.of(pid).withTcpEstablished(tcpEstablished);
        try (Dumper dumper = engine.dumper(options);
                ImageDirectory image = ImageDirectory.create(directory, Optional.ofNullable(previous))) {
            RoundStats stats = dumper.preDump(image);
            StatsFile.write(image, stats);
        }
        return ExitCode.OK;
    }
}
