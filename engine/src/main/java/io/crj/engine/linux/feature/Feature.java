package io.crj.engine.linux.feature;

import io.crj.engine.linux.abi.Errno;

/**
 * Something of the kernel, or of this process's rights, that crj uses.
 *
 * @param name as the kernel's documentation calls it
 * @param state what was found
 * @param detail what it is good for; when it is missing, what does not work then and why
 */
public record Feature(String name, State state, String detail) {

    /** What a probe found. */
    public enum State {
        /** Works. */
        YES,
        /** Missing or restricted; crj works without it, as the detail says. */
        LIMITED,
        /** Missing, and crj cannot do its work without it. */
        NO
    }

    static Feature yes(String name, String detail) {
        return new Feature(name, State.YES, detail);
    }

    /** @param error negative result of the probe's system call */
    static Feature required(String name, long error, String detail) {
        return new Feature(name, State.NO, reason(error) + "; " + detail);
    }

    static Feature limited(String name, String detail) {
        return new Feature(name, State.LIMITED, detail);
    }

    /** {@code yes} when the call worked, else {@code required} with what is lost. */
    static Feature ofCall(String name, long result, String use, String loss) {
        return result < 0 ? required(name, result, loss) : yes(name, use);
    }

    /** A failed call's error, in words. */
    static String reason(long result) {
        int errno = (int) -result;
        return Errno.describe(errno) + " (" + Errno.name(errno) + ")";
    }
}
