package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageFile;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CpuinfoEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    @Parameters(paramLabel = "dump|check")
    private Verb verb;

    @Override
    public Integer call() throws IOException {
        log.begin(images.work(), false);
        Path file = images.directory().resolve(ImageKind.CPUINFO.fileName(0));
        if (verb == Verb.dump) {
            dump(file);
        } else {
            check(file);
        }
        return ExitCode.OK;
    }

    private static void dump(Path file) throws IOException {
        ImageBuilder builder = new ImageBuilder();
        builder.add(
                ImageKind.CPUINFO,
                0,
                CpuinfoEntry.newBuilder().addX86Entry(Processor.read()).build());
        Files.write(file, builder.files().get(file.getFileName().toString()));
    }

    private static void check(Path file) throws IOException {
        List<CpuinfoEntry> entries = new ArrayList<>();
        ImageFile.read(file).forEach(entry -> entries.add((CpuinfoEntry) entry.message()));
        if (entries.size() != 1 || entries.get(0).getX86EntryCount() != 1) {
            throw new EngineException(file + " does not describe an x86-64 processor");
        }
        List<String> missing = Processor.missing(entries.get(0).getX86Entry(0));
        if (!missing.isEmpty()) {
            throw new EngineException("this processor is not enough: " + String.join("; ", missing));
        }
    }
}
