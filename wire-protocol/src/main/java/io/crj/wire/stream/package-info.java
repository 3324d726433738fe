/** Image streams from agent to agent: senders and receivers, and the sessions that say which frame may come next. */
package io.crj.wire.stream;
