package io.crj.engine.tree;

import io.crj.engine.error.EngineException;
import io.crj.engine.netlock.Listener;
import io.crj.engine.netlock.NetworkLock;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.ResourceCatalog;
import io.crj.engine.resource.ResourceKind.Lockable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Before a freeze: new connections are held back and the running tree accepts those that wait for it, which could not be
 * carried.
 */
public final class Lull {

    /** A program that does not accept for so long will not do so soon; the dump then says so. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration PAUSE = Duration.ofMillis(1);

    private Lull() {}

    /**
     * Waits until nobody waits.
     *
     * @param calls locks what the tree listens on, and stays locked
     */
    public static void await(int root, NetworkLock calls) {
        Map<String, FdProbe> sockets = new LinkedHashMap<>();
        List<Listener> listeners = new ArrayList<>();
        for (int pid : TreeMembers.alive(root)) {
            for (FdProbe probe : sockets(pid)) {
                if (!sockets.containsKey(probe.link())) {
                    List<Listener> own = listeners(probe);
                    if (!own.isEmpty()) {
                        sockets.put(probe.link(), probe);
                        listeners.addAll(own);
                    }
                }
            }
        }
        if (!listeners.isEmpty()) {
            calls.lock(List.of(), listeners);
            awaitNobody(List.copyOf(sockets.values()));
        }
    }

    private static List<FdProbe> sockets(int pid) {
        try {
            return OpenFiles.probe(pid).stream()
                    .filter(probe -> ResourceCatalog.kinds().stream()
                            .anyMatch(kind -> kind instanceof Lockable && kind.claims(probe)))
                    .toList();
        } catch (EngineException e) {
            if (TreeMembers.exists(pid) && !TreeMembers.isDead(pid)) {
                throw e;
            }
            return List.of();
        }
    }

    private static List<Listener> listeners(FdProbe probe) {
        try {
            return lockable(probe).listeners(probe);
        } catch (EngineException e) {
            return ifGone(probe, e, List.of());
        }
    }

    private static void awaitNobody(List<FdProbe> sockets) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (sockets.stream().anyMatch(Lull::isWaitedFor) && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isWaitedFor(FdProbe probe) {
        try {
            return lockable(probe).waiting(probe) != 0;
        } catch (EngineException e) {
            return ifGone(probe, e, false);
        }
    }

    private static Lockable lockable(FdProbe probe) {
        return (Lockable) ResourceCatalog.claim(probe);
    }

    /** A tree that runs closes files and ends processes as it likes. */
    private static <T> T ifGone(FdProbe probe, EngineException failure, T answer) {
        if (OpenFiles.isStill(probe)) {
            throw failure;
        }
        return answer;
    }
}
