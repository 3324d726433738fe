package io.crj.wire;

/**
 * The protocol versions one end speaks.
 *
 * @param min lowest, from 1
 * @param max highest, not below {@code min}
 */
public record ProtocolVersions(int min, int max) {

    /** What this build speaks. */
    public static final ProtocolVersions CURRENT = new ProtocolVersions(1, 1);

    public ProtocolVersions {
        if (min < 1 || max < min) {
            throw new WireException("protocol versions " + min + " to " + max + " are no range");
        }
    }

    public boolean meets(ProtocolVersions other) {
        return Math.max(min, other.min) <= Math.min(max, other.max);
    }

    /** The highest version both speak; only when they {@link #meets meet}. */
    public int highestCommon(ProtocolVersions other) {
        if (!meets(other)) {
            throw new VersionMismatchException("protocol versions " + this + " and " + other + " do not meet");
        }
        return Math.min(max, other.max);
    }

    @Override
    public String toString() {
        return min == max ? Integer.toString(min) : min + " to " + max;
    }
}
