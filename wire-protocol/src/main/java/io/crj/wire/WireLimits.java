package io.crj.wire;

import java.time.Duration;

/**
 * Bounds of a connection.
 *
 * @param controlMessageBytes longest control message
 * @param prefaceTime a connection that has not said what it is by then is closed
 * @param heartbeatEvery an end that has been silent for so long sends a heartbeat
 * @param silence a peer that has been silent for so long is lost
 */
public record WireLimits(int controlMessageBytes, Duration prefaceTime, Duration heartbeatEvery, Duration silence) {

    public static final WireLimits DEFAULT =
            new WireLimits(4 << 20, Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(6));

    public WireLimits withSilence(Duration heartbeat, Duration lost) {
        return new WireLimits(controlMessageBytes, prefaceTime, heartbeat, lost);
    }
}
