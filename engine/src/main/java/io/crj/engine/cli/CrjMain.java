package io.crj.engine.cli;

import io.crj.engine.cli.log.CommandLog;
import io.crj.engine.error.EngineException;
import io.crj.engine.hook.Action;
import io.crj.engine.hook.HookException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The {@code crj} command: checkpoint and restore of process trees on one host. */
@Command(
        name = "crj",
        description = "Checkpoint and restore process trees.",
        mixinStandardHelpOptions = true,
        versionProvider = CrjMain.Version.class,
        subcommandsRepeatable = false)
public final class CrjMain {

    private final Map<String, Supplier<Object>> commands;

    private final Map<String, String> environment;

    CrjMain(Engine engine, Map<String, String> environment) {
        this.environment = environment;
        commands = Map.ofEntries(
                Map.entry("dump", () -> new DumpCommand(engine)),
                Map.entry("pre-dump", () -> new PreDumpCommand(engine)),
                Map.entry("restore", () -> new RestoreCommand(engine)),
                Map.entry("check", CheckCommand::new),
                Map.entry("cpuinfo", CpuinfoCommand::new),
                Map.entry("dedup", DedupCommand::new),
                Map.entry("show", ShowCommand::new),
                Map.entry("attach", AttachCommand::new),
                Map.entry("janitor", JanitorCommand::new),
                Map.entry("swrk", () -> new SwrkCommand(new RpcRunner(engine, environment))),
                Map.entry("service", () -> new ServiceCommand(new RpcRunner(engine, environment))));
    }

    public static void main(String[] arguments) {
        CommandLog.install();
        System.exit(new CrjMain(new LocalEngine(), System.getenv())
                .run(arguments, new PrintWriter(System.out), new PrintWriter(System.err)));
    }

    /** Runs one command line; its exit code. */
    int run(String[] arguments, PrintWriter out, PrintWriter err) {
        int code = ExitCode.USAGE;
        try {
            String[] words = commandFirst(arguments);
            CommandLine line = line(words, out, err);
            code = line.execute(complete(words, line));
        } catch (EngineException e) {
            err.println("crj: " + e.getMessage());
        } finally {
            CommandLog.end();
        }
        out.flush();
        err.flush();
        return code;
    }

    /** Options may come before the command. */
    private String[] commandFirst(String[] arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        for (int i = 1; i < words.size() && words.get(0).startsWith("-"); i++) {
            if (commands.containsKey(words.get(i)) || Unsupported.isCommand(words.get(i))) {
                words.add(0, words.remove(i));
            }
        }
        return words.toArray(String[]::new);
    }

    private CommandLine line(String[] arguments, PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(this);
        // Building a command's model takes milliseconds while a tree may be waiting: only the named one is built.
        Supplier<Object> named = arguments.length == 0 ? null : commands.get(arguments[0]);
        if (named != null) {
            line.addSubcommand(arguments[0], named.get());
        } else {
            commands.keySet().stream()
                    .sorted()
                    .forEach(name -> line.addSubcommand(name, commands.get(name).get()));
        }
        line.getSubcommands().values().forEach(command -> command.getCommandSpec()
                .mixinStandardHelpOptions(true));
        // What a file or an earlier word says, a later one may change: that is nothing to talk about.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        // Settings reach the subcommands that are there already.
        return line.setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setOverwrittenOptionsAllowed(true)
                .setExecutionExceptionHandler(CrjMain::report)
                .setParameterExceptionHandler(CrjMain::refuse);
    }

    /**
     * The arguments with those of configuration files before them.
     *
     * @throws EngineException naming what crj does not support
     */
    private String[] complete(String[] arguments, CommandLine line) {
        if (arguments.length == 0) {
            return arguments;
        }
        Unsupported.checkCommand(arguments[0]);
        CommandLine command = line.getSubcommands().get(arguments[0]);
        for (String argument : arguments) {
            if (command == null || !IdleOptions.has(command.getCommandSpec(), argument.split("=", 2)[0])) {
                Unsupported.check(argument, "");
            }
        }
        if (command == null || !command.getMixins().containsKey(ConfigOptions.MIXIN)) {
            return arguments;
        }
        CommandSpec spec = command.getCommandSpec();
        return IdleOptions.without(new ConfigFiles(environment, spec, this::allOptions).extend(arguments), spec);
    }

    /** Names of all options of all commands, with dashes. */
    private Set<String> allOptions() {
        Set<String> names = new HashSet<>();
        for (Supplier<Object> command : commands.values()) {
            CommandSpec spec = CommandSpec.forAnnotatedObject(command.get());
            names.addAll(spec.optionsMap().keySet());
            names.addAll(spec.negatedOptionsMap().keySet());
        }
        return names;
    }

    private static int refuse(ParameterException error, String[] arguments) {
        CommandLine command = error.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("crj: " + error.getMessage() + "; see "
                + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCode.USAGE;
    }

    /** One sentence on stderr; the stack trace only for those who asked for everything. */
    private static int report(Exception error, CommandLine line, ParseResult parsed) {
        PrintWriter err = line.getErr();
        err.println("crj: " + sentence(error));
        CommandLog.failed(sentence(error));
        if (line.getCommand() instanceof Logging command && command.log().isDebug()) {
            error.printStackTrace(err);
        }
        err.flush();
        // What the script said about a finished dump is for whoever called crj; else there is nothing but failure.
        return error instanceof HookException said && said.action() == Action.POST_DUMP
                ? said.exitCode()
                : ExitCode.FAILED;
    }

    private static String sentence(Exception error) {
        if (error instanceof EngineException) {
            return error.getMessage();
        }
        // An I/O error's message is often just a path; anything else is a bug, which its type helps to find.
        return error instanceof IOException ? error.toString() : "internal error: " + error;
    }

    /** Version as the build wrote it into the manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CrjMain.class.getPackage().getImplementationVersion();
            return new String[] {"crj " + (version == null ? "(development)" : version)};
        }
    }
}
