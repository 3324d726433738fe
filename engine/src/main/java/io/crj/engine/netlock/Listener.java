package io.crj.engine.netlock;

import java.net.InetAddress;

/**
 * A TCP port the tree listens on.
 *
 * @param local the address; the wildcard address stands for all of its family
 */
public record Listener(InetAddress local, int port) {}
