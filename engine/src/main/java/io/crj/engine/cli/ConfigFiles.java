package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Options from configuration files, in CRIU's order: what comes later wins, the command line over all.
 *
 * <pre>
 *   /etc/criu/default.conf   /etc/crj/default.conf   ~/.criu/default.conf   $CRIU_CONFIG_FILE   --config FILE
 * </pre>
 *
 * <p>One file serves all commands: an option that another command has is passed over.
 */
final class ConfigFiles {

    private static final List<Path> SYSTEM =
            List.of(Path.of("/etc/criu/default.conf"), Path.of("/etc/crj/default.conf"));
    private static final String OWN = ".criu/default.conf";
    private static final String VARIABLE = "CRIU_CONFIG_FILE";

    private final Map<String, String> environment;
    private final CommandSpec command;
    private final Supplier<Set<String>> ofAllCommands;

    /** @param ofAllCommands option names that some command has, with dashes */
    ConfigFiles(Map<String, String> environment, CommandSpec command, Supplier<Set<String>> ofAllCommands) {
        this.environment = environment;
        this.command = command;
        this.ofAllCommands = ofAllCommands;
    }

    /**
     * The command line with the files' options in front of its own.
     *
     * @param arguments the command first
     * @throws EngineException naming the file and line of an option that does not exist or is not supported
     */
    String[] extend(String[] arguments) {
        List<String> all = new ArrayList<>();
        all.add(arguments[0]);
        for (Path file : files(arguments)) {
            for (ConfigFile.Line line : ConfigFile.parse(file.toString(), read(file))) {
                if (belongsHere(line, file)) {
                    all.add(line.argument());
                }
            }
        }
        all.addAll(Arrays.asList(arguments).subList(1, arguments.length));
        return all.toArray(String[]::new);
    }

    private List<Path> files(String[] arguments) {
        List<Path> files = new ArrayList<>();
        List<String> given = Arrays.asList(arguments);
        if (!given.contains(ConfigOptions.NO_DEFAULT)) {
            files.addAll(SYSTEM);
            if (environment.get("HOME") != null) {
                files.add(Path.of(environment.get("HOME"), OWN));
            }
            files.removeIf(file -> !Files.exists(file));
        }
        if (environment.get(VARIABLE) != null) {
            files.add(Path.of(environment.get(VARIABLE)));
        }
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].startsWith(ConfigOptions.CONFIG + "=")) {
                files.add(Path.of(arguments[i].substring(ConfigOptions.CONFIG.length() + 1)));
            } else if (arguments[i].equals(ConfigOptions.CONFIG) && i + 1 < arguments.length) {
                files.add(Path.of(arguments[++i]));
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new EngineException("cannot read configuration file " + file + ": " + e, e);
        }
    }

    private boolean belongsHere(ConfigFile.Line line, Path file) {
        String name = "--" + line.option();
        if (command.optionsMap().containsKey(name)
                || command.negatedOptionsMap().containsKey(name)) {
            return true;
        }
        String place = file + " line " + line.number() + ": ";
        Unsupported.check(name, place);
        if (!IdleOptions.contains(name) && !ofAllCommands.get().contains(name)) {
            throw new EngineException(place + "there is no option " + name);
        }
        return false;
    }
}
