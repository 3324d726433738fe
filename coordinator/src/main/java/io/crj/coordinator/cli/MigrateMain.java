package io.crj.coordinator.cli;

import io.crj.coordinator.log.MigrationLogException;
import io.crj.wire.WireException;
import picocli.CommandLine;

/** The program {@code crj-migrate}. */
public final class MigrateMain {

    private MigrateMain() {}

    /** Runs the command line and exits with one of {@link ExitCode}. */
    public static void main(String[] arguments) {
        Logging.configure(false);
        Interruption interruption = new Interruption();
        interruption.listen();
        int code = ExitCode.IN_DOUBT.code();
        try {
            code = commandLine(interruption).execute(arguments);
        } finally {
            System.out.flush();
            System.err.flush();
            interruption.finished(code);
        }
        System.exit(code);
    }

    /** The command line, ready to execute. */
    static CommandLine commandLine(Interruption interruption) {
        CommandLine line = new CommandLine(new MigrateCommand(interruption));
        line.setParameterExceptionHandler((failure, words) -> {
            failure.getCommandLine()
                    .getErr()
                    .println("crj-migrate: " + failure.getMessage() + "; see crj-migrate --help");
            return ExitCode.USAGE.code();
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof MigrationLogException || failure instanceof WireException) {
                command.getErr().println("crj-migrate: " + failure.getMessage());
                return failure instanceof WireException ? ExitCode.REFUSED.code() : ExitCode.IN_DOUBT.code();
            }
            failure.printStackTrace(command.getErr());
            command.getErr().println("crj-migrate: this is a bug; ask both agents where the tree is");
            return ExitCode.IN_DOUBT.code();
        });
        return line;
    }
}
