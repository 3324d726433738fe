/** An agent's port, which takes both kinds of connections. */
package io.crj.wire.server;
