package io.crj.wire;

import java.time.Duration;

/**
 * Bounds of a connection.
 *
 * @param controlMessageBytes longest control message
 * @param prefaceTime a connection that has not finished its TLS handshake by then is closed, and so is one that then has
 *     not said what it is in the same time again
 * @param heartbeatEvery an end that has been silent for so long sends a heartbeat
 * @param silence a peer that has been silent for so long is lost
 */
public record WireLimits(int controlMessageBytes, Duration prefaceTime, Duration heartbeatEvery, Duration silence) {

    /** The system properties {@code crj.wire.heartbeatMillis} and {@code crj.wire.silenceMillis} give others of the latter two. */
    public static final WireLimits DEFAULT = new WireLimits(
            4 << 20,
            // A handshake is work, and a host that is about to move something is busy.
            Duration.ofSeconds(10),
            Duration.ofMillis(Long.getLong("crj.wire.heartbeatMillis", 1000)),
            Duration.ofMillis(Long.getLong("crj.wire.silenceMillis", 6000)));

    public WireLimits withSilence(Duration heartbeat, Duration lost) {
        return new WireLimits(controlMessageBytes, prefaceTime, heartbeat, lost);
    }
}
