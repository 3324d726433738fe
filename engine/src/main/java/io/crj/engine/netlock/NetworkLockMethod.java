package io.crj.engine.netlock;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.ImageKind;
import java.util.Locale;

/** How packets of the tree's connections are held back; numbers are those of CRIU's inventory. */
public enum NetworkLockMethod {
    /** Chains of our own in iptables' tables, through the programs iptables-restore and ip6tables-restore. */
    IPTABLES(0),
    /** Rules in a table of our own, through netlink. */
    NFTABLES(1),
    /** No lock: for connections whose peer cannot send. */
    SKIP(2);

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

    /**
     * Reads a number of {@code inventory.img}.
     *
     * @throws ImageFormatException when there is no such method
     */
    public static NetworkLockMethod ofCode(int code) {
        for (NetworkLockMethod method : values()) {
            if (method.code == code) {
                return method;
            }
        }
        throw new ImageFormatException(
                ImageKind.INVENTORY.fileName(0),
                "network lock method " + Integer.toUnsignedString(code) + " is not known");
    }

    /** Number in {@code inventory.img}. */
    public int code() {
        return code;
    }
}
