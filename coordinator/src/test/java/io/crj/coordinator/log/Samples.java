package io.crj.coordinator.log;

import io.crj.coordinator.effect.AgentAddress;
import java.time.Instant;

/** Migrations for tests. */
public final class Samples {

    private Samples() {}

    public static Begun begun(String id) {
        return new Begun(
                id,
                new AgentAddress("hostA", 7070),
                new AgentAddress("fe80::1", 7071),
                42,
                "redis \"server\"",
                Instant.parse("2026-01-02T03:04:05.678Z"));
    }
}
