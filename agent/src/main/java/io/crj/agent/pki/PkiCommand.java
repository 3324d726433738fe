package io.crj.agent.pki;

import io.crj.wire.pki.PkiFolder;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crj-agent pki}: what {@code init} and {@code issue} have in common. */
@Command(
        name = "pki",
        description = "Makes the certificates that hosts need to trust each other.",
        mixinStandardHelpOptions = true,
        subcommands = {PkiInit.class, PkiIssue.class},
        footer = {
            "",
            "Example, on one machine that keeps the authority:",
            "  crj-agent pki init --dir crj-pki",
            "  crj-agent pki issue hostA --dir crj-pki --address 10.0.0.1",
            "  scp -r crj-pki/agent/hostA root@hostA:/etc/crj/pki"
        })
public final class PkiCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "pki needs one of: init, issue");
    }

    /** Where the authority is. */
    static final class Authority {

        @Option(
                names = "--dir",
                paramLabel = "DIR",
                defaultValue = PkiFolder.DEFAULT,
                description = "folder of the authority (default: ${DEFAULT-VALUE})")
        private Path folder;

        PkiFolder folder() {
            return new PkiFolder(folder);
        }
    }
}
