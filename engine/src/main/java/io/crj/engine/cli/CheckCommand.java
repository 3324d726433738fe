package io.crj.engine.cli;

import io.crj.engine.linux.feature.Feature;
import io.crj.engine.linux.feature.KernelFeatures;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crj check}: what this kernel can and cannot. */
@Command(name = "check", description = "Say what this kernel and these rights allow, with reasons.")
final class CheckCommand implements Callable<Integer> {

    private static final String LIST = "list";

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private LogOptions log;

    @Mixin
    private ImageOptions images;

    @Option(
            names = "--feature",
            paramLabel = "NAME",
            description = "only these, as crj or CRIU calls them; repeatable; list prints the names")
    private List<String> names = List.of();

    @Option(
            names = {"--all", "--extra", "--experimental"},
            description = "always so: crj looks at everything")
    private boolean all;

    @Override
    public Integer call() {
        log.begin(images.work(), false);
        PrintWriter out = spec.commandLine().getOut();
        if (names.contains(LIST)) {
            FeatureNames.all().forEach(out::println);
            return ExitCode.OK;
        }
        return names.isEmpty() ? everything(out) : named(out);
    }

    private static int everything(PrintWriter out) {
        boolean able = true;
        for (Feature feature : KernelFeatures.all()) {
            print(feature, out);
            able &= feature.state() != Feature.State.NO;
        }
        out.println(able ? "Looks good: crj can work here." : "crj cannot work here: see the lines that say \"no\".");
        return able ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Whoever asks for a feature wants to use it: what is missing is a failure even where crj can do without. */
    private int named(PrintWriter out) {
        boolean able = true;
        for (String name : names) {
            Feature feature = FeatureNames.find(name)
                    .orElseThrow(() -> new ParameterException(
                            spec.commandLine(), "'" + name + "' is no feature crj knows; --feature list prints them"));
            print(feature, out);
            able &= feature.state() == Feature.State.YES;
        }
        return able ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(Feature feature, PrintWriter out) {
        out.printf("%-8s%-25s%s%n", word(feature.state()), feature.name(), feature.detail());
    }

    private static String word(Feature.State state) {
        return switch (state) {
            case YES -> "ok";
            case LIMITED -> "limited";
            case NO -> "no";
        };
    }
}
