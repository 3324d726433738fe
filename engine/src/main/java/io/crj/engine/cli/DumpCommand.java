package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.DumpStats;
import io.crj.engine.Dumper;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageDirectory;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.tree.TreeMembers;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crj dump}: writes a tree to a directory, then ends it or lets it run on. */
@Command(name = "dump", description = "Write a process tree to an image directory and end it.")
final class DumpCommand implements Callable<Integer>, Logging {

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
    private TreeRoot root;

    @Mixin
    private TreeChoices choices;

    @Mixin
    private SettledOptions settled;

    @Mixin
    private ProcessorOptions processor;

    @Mixin
    private ScriptOptions scripts;

    @Mixin
    private StatsOptions stats;

    @Option(
            names = {"-R", "--leave-running"},
            negatable = true,
            description = "let the tree run on after the dump")
    private boolean leaveRunning;

    @Option(
            names = {"-s", "--leave-stopped"},
            negatable = true,
            description = "leave the tree stopped after the dump, until somebody sends SIGCONT")
    private boolean leaveStopped;

    DumpCommand(Engine engine) {
        this.engine = engine;
    }

    @Override
    public LogOptions log() {
        return log;
    }

    @Override
    public Integer call() {
        root.checkItIsNotOurs();
        try (ImageDirectory image = ImageDirectory.create(images.directory(), root.previous())) {
            log.begin(images.work(), false);
            Hooks hooks = scripts.hooks(images);
            // A tree that ends here is restored on this host or not at all: its peers must not be told meanwhile.
            DumpOptions options = DumpOptions.of(root.pid())
                    .withTree(choices.options(List.of(), images.work()))
                    .withNetworkLock(root.lock())
                    .withKeepLocked(!leaveRunning && !leaveStopped);
            // Scripts may put the tree into a state in which it can be dumped: they come before any check of it.
            hooks.run(Action.PRE_DUMP, root.pid());
            processor.dump(images.directory());
            try (Dumper dumper = engine.dumper(options, hooks.except(Action.PRE_DUMP))) {
                dump(dumper, image);
            }
        }
        root.dedup(images.directory());
        LoggerFactory.getLogger(DumpCommand.class).info("Dumping finished successfully");
        return ExitCode.OK;
    }

    private void dump(Dumper dumper, ImageDirectory image) {
        DumpStats figures = dumper.dump(image);
        StatsFile.of(image, figures).write(images.work(), stats.display(), spec);
        if (leaveStopped) {
            // It takes effect when the tree is let go.
            TreeMembers.alive(root.pid()).forEach(pid -> ProcessCalls.kill(pid, Signals.SIGSTOP));
        }
        if (leaveRunning || leaveStopped) {
            dumper.resume();
        } else {
            dumper.reap();
        }
    }
}
