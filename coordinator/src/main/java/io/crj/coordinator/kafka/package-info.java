/** What everything that talks to Kafka has in common. */
package io.crj.coordinator.kafka;
