package io.crj.engine.cli;

import io.crj.engine.DumpOptions;
import io.crj.engine.Dumper;
import io.crj.engine.RoundStats;
import io.crj.engine.hook.Hooks;
import io.crj.engine.image.ImageDirectory;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crj pre-dump}: writes the memory of a running tree, for later dumps to add to. */
@Command(
        name = "pre-dump",
        description = "Write the memory of a process tree while it runs; dump --prev-images-dir adds to it.")
final class PreDumpCommand implements Callable<Integer>, Logging {

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
    private StatsOptions stats;

    PreDumpCommand(Engine engine) {
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
            DumpOptions options = DumpOptions.of(root.pid()).withTree(choices.options(List.of(), images.work()));
            try (Dumper dumper = engine.dumper(options, Hooks.NONE)) {
                RoundStats figures = dumper.preDump(image);
                StatsFile.of(image, figures).write(images.work(), stats.display(), spec);
            }
        }
        root.dedup(images.directory());
        LoggerFactory.getLogger(PreDumpCommand.class).info("Pre-dumping finished successfully");
        return ExitCode.OK;
    }
}
