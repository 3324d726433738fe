package io.crj.engine.cli;

import io.crj.engine.attach.Attachment;
import io.crj.engine.attach.KeptTerminal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crj attach PID}: connects a terminal with a job that was restored without one. */
@Command(
        name = "attach",
        description = "Connect this terminal with that of a job restored with --shell-job where there was none,"
                + " until it ends or ctrl-p ctrl-q is typed.")
final class AttachCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "PID", description = "a process of the job")
    private int pid;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (KeptTerminal job = KeptTerminal.of(pid)) {
            Attachment.Outcome outcome = new Attachment(job).run();
            if (outcome.detached()) {
                err.println("crj: detached, the job runs on");
                return ExitCode.OK;
            }
            if (outcome.exitCode().isEmpty()) {
                err.println("crj: the job has ended; this kernel does not tell its exit status");
            }
            return outcome.exitCode().orElse(ExitCode.OK);
        }
    }
}
