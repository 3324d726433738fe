package io.crj.engine.netlock;

import io.crj.engine.error.EngineException;
import java.util.Locale;

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

    /**
     * Reads a name of the command line; an empty one stands for nftables.
     *
     * @throws EngineException when there is no such method
     */
    public static NetworkLockMethod parse(String name) {
        if (name.isEmpty()) {
            return NFTABLES;
        }
        for (NetworkLockMethod method : values()) {
            if (method.name().toLowerCase(Locale.ROOT).equals(name)) {
                return method;
            }
        }
        throw new EngineException("--network-lock '" + name + "' is not known; there are nftables, iptables and skip");
    }

    /** Number in {@code inventory.img}. */
    public int code() {
        return code;
    }
}
