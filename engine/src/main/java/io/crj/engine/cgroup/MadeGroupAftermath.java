package io.crj.engine.cgroup;

import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** A control group that a restore has made: it goes with a tree that will not run, unless somebody else is in it by now. */
public final class MadeGroupAftermath implements Aftermath {

    public static final String KIND = "made-group";

    private static final String DIRECTORY = "directory";
    private static final String HIERARCHY = "hierarchy";
    private static final Set<Integer> GONE = Set.of(Errno.ENOENT);
    /** Who was killed may take a moment to leave. */
    private static final int TRIES = 200;

    private static final long PAUSE_NANOS = 5_000_000;

    /** To be noted before it is made. */
    static SideEffect effect(String directory) {
        return SideEffect.of(KIND, DIRECTORY, directory);
    }

    /** The same in a hierarchy that is not mounted; {@code directory} is relative to its top. */
    static SideEffect effect(String hierarchy, String directory) {
        return SideEffect.of(KIND, DIRECTORY, directory, HIERARCHY, hierarchy);
    }

    @Override
    public void undo(Map<String, String> facts) {
        String directory = SideEffect.fact(facts, DIRECTORY);
        if (!facts.containsKey(HIERARCHY)) {
            remove(directory);
            return;
        }
        try (Fd mount = Hierarchies.mount(SideEffect.fact(facts, HIERARCHY))) {
            remove(Hierarchies.place(mount).resolve(directory).toString());
        }
    }

    private static void remove(String directory) {
        for (int i = 0; i < TRIES; i++) {
            try {
                FileCalls.removeDirectory(directory);
                return;
            } catch (SyscallException e) {
                if (GONE.contains(e.errno())) {
                    return;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        // It is the tree's.
    }
}
