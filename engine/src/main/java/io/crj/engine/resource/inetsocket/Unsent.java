package io.crj.engine.resource.inetsocket;

/**
 * Bytes that a connection has still to send.
 *
 * @param begin sequence number of the first one; who looks at the socket's own knows how many were sent already
 */
record Unsent(int begin, byte[] bytes) {}
