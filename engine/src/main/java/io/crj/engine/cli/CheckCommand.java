package io.crj.engine.cli;

import io.crj.engine.linux.feature.Feature;
import io.crj.engine.linux.feature.KernelFeatures;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crj check}: what this kernel can and cannot. */
@Command(name = "check", description = "Say what this kernel and these rights allow, with reasons.")
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean able = true;
        for (Feature feature : KernelFeatures.all()) {
            out.printf("%-8s%-25s%s%n", word(feature.state()), feature.name(), feature.detail());
            able &= feature.state() != Feature.State.NO;
        }
        out.println(able ? "crj can work here." : "crj cannot work here: see the lines that say \"no\".");
        out.flush();
        return able ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String word(Feature.State state) {
        return switch (state) {
            case YES -> "ok";
            case LIMITED -> "limited";
            case NO -> "no";
        };
    }
}
