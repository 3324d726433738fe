package io.crj.wire;

import io.crj.wire.message.Hello;
import io.crj.wire.message.Role;

/**
 * How one end of a connection introduces itself.
 *
 * @param software name and version, e.g. {@code crj 0.1.0}
 * @param host what it calls its host, for messages and logs
 * @param role what it is
 * @param versions protocol versions it speaks
 */
public record Identity(String software, String host, Role role, ProtocolVersions versions) {

    public static Identity coordinator(String software, String host) {
        return new Identity(software, host, Role.ROLE_COORDINATOR, ProtocolVersions.CURRENT);
    }

    public static Identity agent(String software, String host) {
        return new Identity(software, host, Role.ROLE_AGENT, ProtocolVersions.CURRENT);
    }

    /** Reads a peer's greeting; a range that makes no sense is a {@link WireException}. */
    public static Identity of(Hello hello) {
        return new Identity(
                hello.getSoftware(),
                hello.getHost(),
                hello.getRole(),
                new ProtocolVersions(hello.getProtocolVersionMin(), hello.getProtocolVersionMax()));
    }

    /** The same under another name. */
    public Identity calling(String otherHost) {
        return new Identity(software, otherHost, role, versions);
    }

    public Hello toHello() {
        return Hello.newBuilder()
                .setProtocolVersionMin(versions.min())
                .setProtocolVersionMax(versions.max())
                .setSoftware(software)
                .setHost(host)
                .setRole(role)
                .build();
    }

    /** The highest protocol version both speak; none: an error that names both ends and what each speaks. */
    public int agreeWith(Identity peer) {
        if (!versions.meets(peer.versions)) {
            throw new VersionMismatchException(describe() + ", " + peer.describe()
                    + ": no version in common; install the same release of crj on both");
        }
        return versions.highestCommon(peer.versions);
    }

    private String describe() {
        return host + " (" + software + ") speaks protocol version " + versions;
    }
}
