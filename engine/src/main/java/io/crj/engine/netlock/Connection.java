package io.crj.engine.netlock;

import java.net.InetAddress;

/**
 * One established connection, seen from the tree.
 *
 * @param local the tree's end
 * @param remote the peer's end
 */
public record Connection(InetAddress local, int localPort, InetAddress remote, int remotePort) {}
