package io.crj.wire.tls;

import io.crj.wire.pki.CertificateNames;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import java.util.Optional;

/**
 * The agent that we want to talk to.
 *
 * @param host name or address that a user gave, or another agent's name in its certificate
 * @param certified whether {@code host} is the name in the certificate, which then counts alone
 */
public record PeerWanted(String host, boolean certified) {

    /** Whoever may call itself what the user called it. */
    public static PeerWanted reachedAs(String host) {
        return new PeerWanted(host, false);
    }

    /** Exactly that agent, wherever it is. */
    public static PeerWanted named(String certifiedHost) {
        return new PeerWanted(certifiedHost, true);
    }

    /** Why it is not the one; empty when it is. */
    Optional<String> objection(CertificateNames names) {
        Optional<CertifiedName> name = names.certified();
        if (name.isEmpty()) {
            return Optional.of("its certificate names no crj role and host");
        }
        CertifiedName known = name.get();
        if (known.role() != HostRole.AGENT) {
            return Optional.of("it is " + known + ", not an agent");
        }
        if (certified) {
            return known.host().equals(host)
                    ? Optional.empty()
                    : Optional.of("it is " + known + ", not the agent " + host + " that the coordinator named");
        }
        return names.covers(host)
                ? Optional.empty()
                : Optional.of("it is " + known + ", whose certificate is for " + names.hosts() + " and not for " + host
                        + "; is that the right host? If it is, make it a new one with \"crj-agent pki issue "
                        + known.host() + " --address " + host + "\"");
    }
}
