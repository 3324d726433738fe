package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Stat.STATX_BTIME;
import static io.crj.engine.linux.abi.Stat.STATX_BTIME_OFFSET;
import static io.crj.engine.linux.abi.Stat.STATX_MASK_OFFSET;
import static io.crj.engine.linux.abi.Stat.STATX_MTIME_OFFSET;

import java.time.Instant;
import java.util.Optional;

/**
 * When a file was made and last written to, by the clock of its file system; statx(2).
 *
 * @param made empty where the file system does not keep it
 */
public record FileTimes(Optional<Instant> made, Instant written) {

    private static final int NANOS = 8;

    static FileTimes read(NativeBuffer b) {
        boolean hasBirth = (b.getInt(STATX_MASK_OFFSET) & STATX_BTIME) != 0;
        return new FileTimes(
                hasBirth ? Optional.of(instant(b, STATX_BTIME_OFFSET)) : Optional.empty(),
                instant(b, STATX_MTIME_OFFSET));
    }

    private static Instant instant(NativeBuffer b, int offset) {
        return Instant.ofEpochSecond(b.getLong(offset), b.getInt(offset + NANOS));
    }
}
