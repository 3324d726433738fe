package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageFile;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.proto.CpuinfoEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What of the processor a dump writes down, and a restore or check compares: {@code cpuinfo.img}. */
final class ProcessorOptions {

    private static final String INVERSE = "^";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--cpu-cap",
            arity = "0..1",
            fallbackValue = "all",
            paramLabel = "LIST",
            description =
                    "fpu, ins, cpu, all or none, ^ before one takes it away: which of the processor's abilities go"
                            + " with the image and are compared; all without a list")
    private String list;

    /** Writes them, if it was asked for. */
    void dump(Path directory) {
        if (list != null && !chosen().isEmpty()) {
            write(directory);
        }
    }

    /** Compares them, if it was asked for; before anything is made. */
    void check(Path directory) {
        if (list != null && !chosen().isEmpty()) {
            compare(directory);
        }
    }

    static void write(Path directory) {
        ImageBuilder builder = new ImageBuilder();
        builder.add(
                ImageKind.CPUINFO,
                0,
                CpuinfoEntry.newBuilder().addX86Entry(Processor.read()).build());
        Path file = file(directory);
        try {
            Files.write(file, builder.files().get(file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** @throws EngineException when this processor is not enough */
    void compare(Path directory) {
        Path file = file(directory);
        if (!Files.exists(file)) {
            throw new EngineException(file + " is missing: give --cpu-cap to the dump as well, or use --cpu-cap=none");
        }
        List<CpuinfoEntry> entries = entries(file);
        if (entries.size() != 1 || entries.get(0).getX86EntryCount() != 1) {
            throw new EngineException(file + " does not describe an x86-64 processor");
        }
        List<String> missing = Processor.missing(entries.get(0).getX86Entry(0), chosen());
        if (!missing.isEmpty()) {
            throw new EngineException("this processor is not enough: " + String.join("; ", missing));
        }
    }

    private static List<CpuinfoEntry> entries(Path file) {
        List<CpuinfoEntry> entries = new ArrayList<>();
        try {
            ImageFile.read(file).forEach(entry -> entries.add((CpuinfoEntry) entry.message()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
        return entries;
    }

    private static Path file(Path directory) {
        return directory.resolve(ImageKind.CPUINFO.fileName(0));
    }

    private Set<Ability> chosen() {
        Set<Ability> chosen = EnumSet.of(Ability.FPU, Ability.INS);
        for (String word : list == null ? new String[0] : list.split(",")) {
            boolean inverse = word.startsWith(INVERSE);
            Set<Ability> named = named(inverse ? word.substring(1) : word);
            if (named.isEmpty()) {
                chosen = inverse ? EnumSet.allOf(Ability.class) : EnumSet.noneOf(Ability.class);
            } else if (inverse) {
                chosen.removeAll(named);
            } else {
                chosen.addAll(named);
            }
        }
        return chosen;
    }

    private Set<Ability> named(String word) {
        return switch (word) {
            case "all" -> EnumSet.allOf(Ability.class);
            case "none" -> Set.of();
            case "fpu", "ins", "cpu" -> EnumSet.of(Ability.valueOf(word.toUpperCase(Locale.ROOT)));
            default ->
                throw new ParameterException(
                        spec.commandLine(),
                        "--cpu-cap=" + word + " is not known; crj knows fpu, ins, cpu, all and none");
        };
    }

    /** What can be compared. */
    enum Ability {
        /** Register state that is saved. */
        FPU,
        /** Instructions, which there may be more of. */
        INS,
        /** All of it, and neither more nor less. */
        CPU
    }
}
