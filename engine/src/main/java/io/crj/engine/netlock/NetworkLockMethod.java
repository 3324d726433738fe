package io.crj.engine.netlock;

/** How packets of the tree's connections are held back; numbers are those of the image's inventory. */
public enum NetworkLockMethod {
    /** Rules in a table of our own, through netlink. */
    NFTABLES(2),
    /** No lock: for connections whose peer cannot send. */
    SKIP(3);

    private final int code;

    NetworkLockMethod(int code) {
        this.code = code;
    }

    /** Number in {@code inventory.img}. */
    public int code() {
        return code;
    }
}
