/** Tells the world what happens: events as CloudEvents to Kafka or a local file, never at the migration's expense. */
package io.crj.coordinator.publish;
