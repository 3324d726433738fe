package io.crj.agent.pki;

import io.crj.wire.pki.CertificateAuthority;
import io.crj.wire.pki.PkiFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crj-agent pki init}. */
@Command(
        name = "init",
        description =
                "Makes an authority: ca.crt, which every host gets, and ca.key, which stays here. Never overwrites one.",
        mixinStandardHelpOptions = true)
final class PkiInit implements Runnable {

    @Mixin
    private PkiCommand.Authority authority;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PkiFolder made = CertificateAuthority.create(authority.folder()).folder();
        spec.commandLine()
                .getOut()
                .println("made " + made.caCertificate() + " and " + made.caKey() + "; keep the latter to yourself");
    }
}
