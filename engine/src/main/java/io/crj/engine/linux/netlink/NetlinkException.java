package io.crj.engine.linux.netlink;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Errno;

/** The kernel refused a netlink request: says which, about what, and why. */
public final class NetlinkException extends EngineException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * @param what what was asked for, and of which object
     * @param explanation the kernel's own words; may be empty
     */
    public NetlinkException(String what, int errno, String explanation) {
        super("cannot " + what + ": " + Errno.name(errno) + " (" + Errno.describe(errno) + ")"
                + (explanation.isEmpty() ? "" : ": " + explanation));
        this.errno = errno;
    }

    /** Positive error number, see errno(3). */
    public int errno() {
        return errno;
    }
}
