/**
 * One migration as a pure machine: no I/O, no clock, no randomness, no threads.
 *
 * <p>{@link io.crj.coordinator.migration.MigrationMachine} is the page to read first. The same classes serve
 * {@code crj-migrate} and any simulator; whoever drives them supplies inputs and the time, and carries out the effects.
 */
package io.crj.coordinator.migration;
