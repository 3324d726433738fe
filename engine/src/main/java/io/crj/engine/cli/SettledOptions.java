package io.crj.engine.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options that leave no choice: crj always does what they ask for, and can do nothing else. */
final class SettledOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--track-mem",
            negatable = true,
            description = "always so: each increment holds what changed, with or without the kernel's help")
    private boolean trackMemory;

    @Option(
            names = "--ghost-fiemap",
            negatable = true,
            description = "always so: holes of files without a name stay holes")
    private boolean ghostHoles;

    @Option(names = "--pre-dump-mode", paramLabel = "read|splice", description = "always read")
    private void preDumpMode(String mode) {
        settled("--pre-dump-mode", mode, List.of("read", "splice"));
    }

    @Option(names = "--file-validation", paramLabel = "filesize|buildid", description = "always filesize")
    private void fileValidation(String method) {
        settled("--file-validation", method, List.of("filesize", "buildid"));
    }

    private void settled(String option, String value, List<String> possible) {
        if (!possible.contains(value)) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + "=" + value + " is not supported; crj knows " + String.join(" and ", possible));
        }
    }
}
