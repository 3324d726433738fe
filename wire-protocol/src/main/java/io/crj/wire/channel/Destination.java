package io.crj.wire.channel;

import io.crj.wire.tls.PeerWanted;

/**
 * An agent to connect to.
 *
 * @param host name or address
 * @param port where it listens
 * @param wanted who it must be, where there are certificates
 */
public record Destination(String host, int port, PeerWanted wanted) {

    /** Whichever agent may call itself {@code host}. */
    public static Destination of(String host, int port) {
        return new Destination(host, port, PeerWanted.reachedAs(host));
    }

    /** The agent that is called {@code agent} in its certificate, wherever it is; as above when that is empty. */
    public static Destination of(String host, int port, String agent) {
        return agent.isEmpty() ? of(host, port) : new Destination(host, port, PeerWanted.named(agent));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
