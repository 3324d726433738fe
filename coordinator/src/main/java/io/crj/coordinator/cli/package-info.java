/** The command {@code crj-migrate}: options, exit codes, output. */
package io.crj.coordinator.cli;
