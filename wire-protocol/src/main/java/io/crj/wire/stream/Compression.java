package io.crj.wire.stream;

import io.crj.wire.WireException;

/**
 * How a sender packs data.
 *
 * @param enabled false: data goes as it is
 * @param level of zstd, 1 to 19
 */
public record Compression(boolean enabled, int level) {

    public static final Compression NONE = new Compression(false, 1);
    public static final Compression FAST = new Compression(true, 1);

    public Compression {
        if (level < 1 || level > 19) {
            throw new WireException("zstd level " + level + " is not within 1 to 19");
        }
    }

    /** The level asked for; 0 asks for the default. */
    public static Compression ofLevel(int level) {
        return level == 0 ? FAST : new Compression(true, level);
    }
}
