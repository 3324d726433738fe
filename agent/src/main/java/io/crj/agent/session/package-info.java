/** The two sides of a migration on a host: a state machine around a dumper or a restorer each. */
package io.crj.agent.session;
