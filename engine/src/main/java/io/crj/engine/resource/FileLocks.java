package io.crj.engine.resource;

import io.crj.engine.error.UnsupportedResourceException;

/** Locks on files, which crj does not carry yet. */
public final class FileLocks {

    private FileLocks() {}

    /**
     * Refuses an open file that holds a lock; fdinfo shows them, fs/proc/fd.c.
     *
     * @throws UnsupportedResourceException naming the lock as {@code /proc/locks} does
     */
    public static void check(FdProbe probe) {
        probe.info().extra().stream()
                .filter(line -> line.startsWith("lock:"))
                .findFirst()
                .ifPresent(line -> {
                    throw UnsupportedResourceException.fd(
                            probe.pid(),
                            probe.fd(),
                            probe.link(),
                            "it holds a file lock ("
                                    + line.substring("lock:".length()).trim() + "), which is not supported yet");
                });
    }
}
