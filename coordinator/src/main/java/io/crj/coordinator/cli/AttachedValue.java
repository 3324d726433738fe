package io.crj.coordinator.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Lets an option with an optional value take it behind {@code =} only, as getopt_long(3) does: the next word is a pid. */
final class AttachedValue implements IParameterPreprocessor {

    /** What picocli says stands between an option and a value that is a word of its own. */
    private static final String APART = " ";

    @Override
    @SuppressWarnings("JdkObsolete") // the type is picocli's
    public boolean preprocess(Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (APART.equals(info.get("separator"))) {
            words.push("");
        }
        return false;
    }
}
