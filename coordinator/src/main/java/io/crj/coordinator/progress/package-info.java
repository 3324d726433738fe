/** Shows a person how a migration gets on: a block that is redrawn on a terminal, plain lines elsewhere. */
package io.crj.coordinator.progress;
