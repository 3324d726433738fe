package io.crj.coordinator.publish;

/**
 * An event as it travels.
 *
 * @param key the migration id; events of one key keep their order
 * @param json a CloudEvent in JSON, without a line break
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied by nobody
public record EncodedEvent(String key, byte[] json) {}
