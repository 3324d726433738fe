package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * CRIU's options that ask for nothing where they are given: those of other commands, for CRIU takes every option with every
 * command, and those for which there is nothing to do here. They are read over, with their values.
 *
 * <p>Whatever changes what a dump or a restore does is no idle option: crj has it, or refuses it by name.
 */
final class IdleOptions {

    private enum Value {
        NONE,
        ONE
    }

    private static final Map<String, Value> OPTIONS = new HashMap<>();

    static {
        // Of other commands than the one that has them.
        idle(
                Value.NONE,
                "-d --restore-detached -R --leave-running -s --leave-stopped --log-pid --display-stats --track-mem"
                        + " --ghost-fiemap --tcp-established --tcp-close --skip-in-flight --evasive-devices --link-remap"
                        + " -j --shell-job -l --file-locks --force-irmap --auto-dedup --all --extra --experimental");
        idle(
                Value.ONE,
                "-t --tree --pidfile -r --root --prev-images-dir --inherit-fd --veth-pair --action-script --network-lock"
                        + " --ghost-limit --external --irmap-scan-path --pre-dump-mode --file-validation --feature"
                        + " -n --namespaces");
        // Nothing is frozen for longer than it takes to attach to it.
        idle(Value.ONE, "--timeout");
        // There is one engine for mounts; sysctls, modes of files and probes in code are no reason for it to give up.
        idle(Value.NONE, "--mntns-compat-mode --weak-sysctls --skip-file-rwx-check --allow-uprobes --ms --deprecated");
        // Limits of others than root come up as they are met.
        idle(Value.NONE, "--unprivileged");
        idle(Value.ONE, "--enable-fs --status-fd");
    }

    private IdleOptions() {}

    private static void idle(Value value, String names) {
        for (String name : names.split(" ")) {
            OPTIONS.put(name, value);
        }
    }

    /** Whether {@code option}, with dashes, is one of them unless a command has it. */
    static boolean contains(String option) {
        return OPTIONS.containsKey(affirmative(option));
    }

    /**
     * The arguments without idle options.
     *
     * @param arguments the command first
     * @param command whose own options stay
     * @throws EngineException when the value of one is missing
     */
    static String[] without(String[] arguments, CommandSpec command) {
        List<String> left = new ArrayList<>(List.of(arguments[0]));
        for (int i = 1; i < arguments.length; i++) {
            String word = arguments[i];
            if (word.equals("--")) {
                left.addAll(List.of(arguments).subList(i, arguments.length));
                break;
            }
            String[] parts = word.split("=", 2);
            Value value = has(command, parts[0]) ? null : OPTIONS.get(affirmative(parts[0]));
            if (value == null) {
                left.add(word);
                continue;
            }
            boolean isMissing = value == Value.ONE && parts.length == 1;
            if (isMissing && ++i == arguments.length) {
                throw new EngineException(word + " needs a value");
            }
        }
        return left.toArray(String[]::new);
    }

    /** Whether it is one of the command's own, with dashes. */
    static boolean has(CommandSpec command, String option) {
        return command.optionsMap().containsKey(option)
                || command.negatedOptionsMap().containsKey(option);
    }

    private static String affirmative(String option) {
        return option.startsWith("--no-") ? "--" + option.substring("--no-".length()) : option;
    }
}
