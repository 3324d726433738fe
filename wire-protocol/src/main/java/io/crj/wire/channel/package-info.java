/** Connections of either kind: opening, accepting, the order of handlers. Knows no message. */
package io.crj.wire.channel;
