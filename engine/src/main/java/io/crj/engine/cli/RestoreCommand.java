package io.crj.engine.cli;

import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.image.ImageReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crj restore}: rebuilds a tree from a directory and lets it run. */
@Command(name = "restore", description = "Rebuild a process tree from an image directory and let it run.")
final class RestoreCommand implements Callable<Integer>, Logging {

    private final Engine engine;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Option(
            names = {"-d", "--restore-detached"},
            description = "do not wait for the tree's end")
    private boolean detached;

    @Option(names = "--pidfile", paramLabel = "FILE", description = "write the root's pid to this new file")
    private Path pidFile;

    @Option(names = "--tcp-established", description = "restore established TCP connections")
    private boolean tcpEstablished;

    RestoreCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public LogOptions log() {
        return log;
    }

    @Override
    public Integer call() {
        log.begin(images.directory());
        if (!detached) {
            RootWait.becomeParentOfOrphans();
        }
        int pid = pidFile == null ? restore() : restoreWithPidFile();
        if (detached) {
            return ExitCode.OK;
        }
        PrintWriter err = spec.commandLine().getErr();
        return RootWait.await(pid, err);
    }

    private int restoreWithPidFile() {
        try (PidFile file = PidFile.create(pidFile)) {
            int pid = restore();
            file.write(pid);
            return pid;
        }
    }

    private int restore() {
        try (ImageReader reader = ImageReader.open(images.directory())) {
            // The dump named its lock after the root, which has the same pid here.
            String lockId = "crj-" + reader.pids().get(0);
            RestoreOptions options = RestoreOptions.of(lockId).withTcpEstablished(tcpEstablished);
            try (Restorer restorer = engine.restorer(options, reader.pids())) {
                reader.play(restorer);
                restorer.complete();
                return restorer.resume();
            }
        }
    }
}
