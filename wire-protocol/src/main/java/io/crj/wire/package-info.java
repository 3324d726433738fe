/** What goes between coordinator and agents: identities, versions and limits of connections. */
package io.crj.wire;
