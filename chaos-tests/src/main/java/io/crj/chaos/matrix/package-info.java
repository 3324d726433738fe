/** Chaos with real processes: a fault at each state boundary of a migration, and an oracle. */
package io.crj.chaos.matrix;
