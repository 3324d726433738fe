package io.crj.engine.cli;

import io.crj.engine.image.ImageDedup;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crj dedup}: frees pages of parent images that nobody reads any more. */
@Command(
        name = "dedup",
        description = "Punch holes into parent images where the image directory has the same pages anew.")
final class DedupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Override
    public Integer call() {
        log.begin(images.work(), false);
        long freedBytes = ImageDedup.run(images.directory());
        spec.commandLine().getOut().println(freedBytes + " bytes freed in parent images");
        return ExitCode.OK;
    }
}
