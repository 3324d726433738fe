package io.crj.agent.pki;

import io.crj.wire.pki.CertificateAuthority;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.pki.Validity;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crj-agent pki issue}. */
@Command(
        name = "issue",
        description = "Makes key and certificate of one or more hosts, in DIR/ROLE/HOST, to be copied to "
                + PkiFolder.DEFAULT + " there. Never overwrites any.",
        mixinStandardHelpOptions = true)
final class PkiIssue implements Runnable {

    private static final int MOST_DAYS = 100_000;

    @Parameters(paramLabel = "HOST", arity = "1..*", description = "name of the host, as it is given to crj-migrate")
    private List<String> hosts;

    @Mixin
    private PkiCommand.Authority authority;

    @Option(
            names = "--role",
            paramLabel = "agent|coordinator",
            defaultValue = "agent",
            description = "agent: runs crj-agent; coordinator: runs crj-migrate and may command every agent (default:"
                    + " ${DEFAULT-VALUE})")
    private HostRole role;

    @Option(
            names = "--address",
            paramLabel = "ADDRESS",
            split = ",",
            description = "IP address or further name that the host is reached by; may be given several times")
    private List<String> addresses = List.of();

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "730",
            description = "how long it is good (default: ${DEFAULT-VALUE})")
    private int days;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        check(days >= 1 && days <= MOST_DAYS, "--days must be 1 to " + MOST_DAYS);
        check(hosts.size() == 1 || addresses.isEmpty(), "--address belongs to one HOST; issue them one by one");
        List<CertifiedName> names =
                hosts.stream().map(host -> new CertifiedName(role, host)).toList();
        CertificateAuthority open = CertificateAuthority.open(authority.folder());
        for (CertifiedName name : names) {
            PkiFolder made = open.issue(name, addresses, Validity.ofDays(days));
            spec.commandLine()
                    .getOut()
                    .println("made " + name + " in " + made + "; copy it to " + PkiFolder.DEFAULT + " on "
                            + name.host());
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
        }
    }
}
