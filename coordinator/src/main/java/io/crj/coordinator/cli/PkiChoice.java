package io.crj.coordinator.cli;

import io.crj.wire.channel.EventLoops;
import io.crj.wire.pki.HostRole;
import io.crj.wire.tls.Trust;
import java.io.PrintStream;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option of every command that talks to agents. */
final class PkiChoice {

    @Option(
            names = "--pki",
            paramLabel = "DIR",
            defaultValue = "${env:CRJ_PKI}",
            description =
                    "Folder with ca.crt, host.crt and host.key of a coordinator, as \"crj-agent pki issue HOST --role"
                            + " coordinator\" makes them (also from CRJ_PKI; default /etc/crj/pki). Without certificates only"
                            + " agents on loopback can be reached.")
    private Path pki;

    /**
     * Connections with these certificates; a warning is printed when they are about to end.
     *
     * @throws io.crj.wire.WireException when they cannot be used, with the remedy
     */
    EventLoops startLoops(PrintStream err) {
        Trust trust = Trust.in(pki, HostRole.COORDINATOR);
        trust.concern().ifPresent(sentence -> err.println("crj-migrate: warning: " + sentence));
        return EventLoops.start(trust);
    }
}
