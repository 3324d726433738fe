package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.InventoryEntry;
import io.crj.engine.image.proto.PstreeEntry;
import io.crj.engine.image.proto.TaskKobjIdsEntry;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.ProcessCalls;
import java.util.List;

/** The processes of a restored tree that is to be left stopped. */
final class StoppedTree {

    private final List<Integer> pids;

    private StoppedTree(List<Integer> pids) {
        this.pids = pids;
    }

    /** @throws EngineException when the image's pids will not be those seen here */
    static StoppedTree of(ImageSet image) {
        List<Integer> pids = image.messages(PstreeEntry.class, ImageKind.PSTREE, 0).stream()
                .map(PstreeEntry::getPid)
                .toList();
        TaskKobjIdsEntry dumper =
                image.one(InventoryEntry.class, ImageKind.INVENTORY, 0).getRootIds();
        TaskKobjIdsEntry root = image.one(TaskKobjIdsEntry.class, ImageKind.IDS, pids.get(0));
        if (root.getPidNsId() != dumper.getPidNsId()) {
            throw new EngineException("--leave-stopped: a tree with a pid namespace of its own is not supported yet");
        }
        return new StoppedTree(pids);
    }

    /** While the tree is held: the stop takes effect when it is let go. */
    void stop() {
        pids.forEach(pid -> ProcessCalls.kill(pid, Signals.SIGSTOP));
    }
}
