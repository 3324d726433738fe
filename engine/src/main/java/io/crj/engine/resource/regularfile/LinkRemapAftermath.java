package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.Side;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.NotedPath;
import java.util.Map;

/** A temporary name of a file, from the dump that gives it to the restore that uses it. */
public final class LinkRemapAftermath implements Aftermath {

    public static final String KIND = "link-remap";

    private static final String DEVICE = "device";
    private static final String INODE = "inode";

    static SideEffect effect(NotedPath name, FileStat file, Side side) {
        return name.effect(
                KIND,
                Map.of(
                        DEVICE,
                        Long.toString(file.device()),
                        INODE,
                        Long.toString(file.inode()),
                        Side.FACT,
                        side.name()));
    }

    /** What a restore that came to nothing has used stays, for the next one. */
    @Override
    public void undo(Map<String, String> facts) {
        if (Side.of(facts) == Side.DUMP) {
            remove(facts);
        }
    }

    /** What a dump has made belongs to its image. */
    @Override
    public void complete(Map<String, String> facts) {
        if (Side.of(facts) == Side.RESTORE) {
            remove(facts);
        }
    }

    @Override
    public boolean outlivesKernel() {
        return true;
    }

    /** Only the very file that was linked goes, and only a name as dumps give them. */
    private static void remove(Map<String, String> facts) {
        NotedPath name = NotedPath.read(facts);
        if (!DumpedLinks.isLinkName(name.path())) {
            throw new EngineException("the journal names " + name.path() + ", which is no temporary name of a dump");
        }
        String path = name.reachAnyhow();
        try {
            FileStat found = PathCalls.statOfName(path);
            if (found.device() == SideEffect.number(facts, DEVICE)
                    && found.inode() == SideEffect.number(facts, INODE)) {
                FileCalls.unlink(path);
            }
        } catch (SyscallException e) {
            // A restore may have removed it: both hosts see one file system.
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }
}
