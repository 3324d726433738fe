package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
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

    CrjMain(Engine engine) {
        commands = Map.of(
                "dump", () -> new DumpCommand(engine),
                "pre-dump", () -> new PreDumpCommand(engine),
                "restore", () -> new RestoreCommand(engine),
                "check", CheckCommand::new,
                "show", ShowCommand::new);
    }

    public static void main(String[] arguments) {
        System.exit(new CrjMain(new LocalEngine())
                .run(arguments, new PrintWriter(System.out), new PrintWriter(System.err)));
    }

    /** Runs one command line; its exit code. */
    int run(String[] arguments, PrintWriter out, PrintWriter err) {
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
        // Settings reach the subcommands that are there already.
        line.setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(CrjMain::report)
                .setParameterExceptionHandler(CrjMain::refuse);
        int code = line.execute(arguments);
        out.flush();
        err.flush();
        return code;
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
        if (line.getCommand() instanceof Logging command && command.log().isDebug()) {
            error.printStackTrace(err);
        }
        err.flush();
        return ExitCode.FAILED;
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
