package io.crj.engine.cli;

import io.crj.engine.journal.Janitor;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crj janitor}: cleans up after runs of crj that were killed. */
@Command(
        name = "janitor",
        description = "Undo, or finish, what crj commands that were killed have left on this host; each command does so"
                + " first thing as well.")
final class JanitorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--after",
            paramLabel = "PID",
            hidden = true,
            description = "a crj command that is about to end: what it leaves as well")
    private int after;

    @Override
    public Integer call() {
        ProcessHandle.of(after).ifPresent(command -> command.onExit().join());
        Janitor.Report report = new Janitor(Janitor.OF_THIS_HOST).clean();
        PrintWriter out = spec.commandLine().getOut();
        report.done().forEach(out::println);
        if (report.done().isEmpty() && report.failed().isEmpty()) {
            out.println("nothing was left");
        }
        PrintWriter err = spec.commandLine().getErr();
        report.failed().forEach(what -> err.println("crj: " + what));
        return report.failed().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
}
