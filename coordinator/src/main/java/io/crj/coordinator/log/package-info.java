/**
 * The log of migrations: what was begun, what was decided, what has ended. It is all that a coordinator has to find again
 * after it was killed, and the one place where a migration's outcome is settled.
 */
package io.crj.coordinator.log;
