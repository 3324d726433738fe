package io.crj.engine.resource.regularfile;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.FileStat;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.NotedPath;
import java.util.Map;

/** A file in the memory of the host, with a name, that has left with its tree: what stayed behind goes once that is gone. */
public final class LeftMemoryAftermath implements Aftermath {

    public static final String KIND = "left-memory";

    private static final String DEVICE = "device";
    private static final String INODE = "inode";

    static SideEffect effect(String path, FileStat file) {
        return NotedPath.ofHost(path)
                .effect(KIND, Map.of(DEVICE, Long.toString(file.device()), INODE, Long.toString(file.inode())));
    }

    /** It was left alone. */
    @Override
    public void undo(Map<String, String> facts) {}

    /** Only the very file, and only when nobody uses it: two hosts of a lab may see the same memory. */
    @Override
    public void complete(Map<String, String> facts) {
        String path = NotedPath.read(facts).path();
        if (!HostMemory.isPlace(path)) {
            throw new EngineException("the journal names " + path + " as a file in the host's memory");
        }
        try {
            FileStat found = PathCalls.statOfName(path);
            if (found.device() == SideEffect.number(facts, DEVICE)
                    && found.inode() == SideEffect.number(facts, INODE)
                    && !HostMemory.isUsed(path, found)) {
                FileCalls.unlink(path);
            }
        } catch (SyscallException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    @Override
    public boolean outlivesKernel() {
        return false;
    }
}
