package io.crj.engine.cli;

import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.TreeOptions;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageReader;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.TerminalCalls;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crj restore}: rebuilds a tree from a directory and lets it run. */
@Command(name = "restore", description = "Rebuild a process tree from an image directory and let it run.")
final class RestoreCommand implements Callable<Integer>, Logging {

    private static final int STDIN = 0;

    private final Engine engine;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Mixin
    private TreeChoices choices;

    @Mixin
    private SettledOptions settled;

    @Mixin
    private RestoreChoices supplied;

    @Mixin
    private ProcessorOptions processor;

    @Mixin
    private ScriptOptions scripts;

    @Mixin
    private StatsOptions stats;

    @Option(
            names = {"-d", "--restore-detached"},
            negatable = true,
            description = "do not wait for the tree's end")
    private boolean detached;

    @Option(
            names = {"-s", "--leave-stopped"},
            negatable = true,
            description = "leave the tree stopped, until somebody sends SIGCONT")
    private boolean leaveStopped;

    @Option(
            names = "--pidfile",
            paramLabel = "FILE",
            description = "write the root's pid to this new file, relative to the work directory")
    private Path pidFile;

    @Option(
            names = "--log-pid",
            negatable = true,
            description = "with -o FILE: what concerns one task goes to FILE.PID")
    private boolean logPid;

    RestoreCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public LogOptions log() {
        return log;
    }

    @Override
    public Integer call() {
        log.begin(images.work(), logPid);
        if (!detached) {
            RootWait.becomeParentOfOrphans();
        }
        int pid = pidFile == null ? restore() : restoreWithPidFile();
        LoggerFactory.getLogger(RestoreCommand.class).info("Restore finished successfully: pid {} runs", pid);
        if (detached) {
            return ExitCode.OK;
        }
        return RootWait.await(pid, spec.commandLine().getErr());
    }

    private int restoreWithPidFile() {
        try (PidFile file = PidFile.create(images.work().resolve(pidFile))) {
            int pid = restore();
            file.write(pid);
            return pid;
        }
    }

    /** One for each dump: a second try finds what the first one left, and two restores at a time do not meet. */
    private static String lockId(ImageSet image) {
        InventoryEntry inventory = image.one(InventoryEntry.class, ImageKind.INVENTORY, 0);
        return "crj-restore-" + inventory.getDumpCriuRunId();
    }

    private int restore() {
        TreeOptions tree = choices.options(supplied.external(), images.work());
        Hooks hooks = scripts.hooks(images);
        try (ImageReader reader = ImageReader.open(images.directory())) {
            ImageCheck.check(reader.image(), tree);
            processor.check(images.directory());
            RestoreOptions options = RestoreOptions.of(lockId(reader.image()))
                    .withTree(tree)
                    .withInheritFds(supplied.inheritFds())
                    .withRoot(supplied.root())
                    .withUnlocked(supplied.unlocked())
                    .withTerminal(hasTerminal() ? STDIN : RestoreOptions.NEW_TERMINAL);
            StoppedTree stopped = leaveStopped ? StoppedTree.of(reader.image()) : null;
            RootWait.awaitFree(reader.pids());
            RestoreProgress progress = new RestoreProgress();
            try (Restorer restorer = engine.restorer(options, hooks)) {
                reader.play(progress.of(restorer));
                restorer.complete();
                if (stopped != null) {
                    stopped.stop();
                }
                progress.end().write(images.work(), stats.display(), spec);
                return restorer.resume();
            }
        }
    }

    private static boolean hasTerminal() {
        return TerminalCalls.isTerminal(Fd.own(STDIN));
    }
}
