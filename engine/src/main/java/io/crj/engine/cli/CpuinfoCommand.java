package io.crj.engine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code crj cpuinfo dump|check}: writes what the processor can do, or looks whether this one can do the same. */
@Command(
        name = "cpuinfo",
        description = "dump: write what this processor can do; check: whether it can what the image's one could.")
final class CpuinfoCommand implements Callable<Integer> {

    /** What to do. */
    enum Verb {
        dump,
        check
    }

    @Mixin
    private ConfigOptions config;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Mixin
    private ProcessorOptions processor;

    @Parameters(paramLabel = "dump|check")
    private Verb verb;

    @Override
    public Integer call() {
        log.begin(images.work(), false);
        if (verb == Verb.dump) {
            ProcessorOptions.write(images.directory());
        } else {
            processor.compare(images.directory());
        }
        return ExitCode.OK;
    }
}
