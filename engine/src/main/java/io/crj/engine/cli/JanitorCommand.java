package io.crj.engine.cli;

import io.crj.engine.journal.Janitor;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crj janitor}: cleans up after runs of crj that were killed. */
@Command(
        name = "janitor",
        description = "Undo, or finish, what crj commands that were killed have left on this host; each command does so"
                + " first thing as well.")
final class JanitorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
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
