package io.crj.wire.pki;

import java.util.Locale;

/** What the holder of a certificate may do. */
public enum HostRole {
    /** Serve coordinators, and open image streams to other agents. */
    AGENT,
    /** Command agents. */
    COORDINATOR;

    /** As certificates, folders and command lines have it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** With its article, for sentences. */
    public String oneOf() {
        return (this == AGENT ? "an " : "a ") + text();
    }
}
