package io.crj.engine.resource.regularfile;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.resource.SharedState;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of a dumped tree in the memory of the host, which go when the tree has gone. */
public final class LeftMemory {

    private static final Logger LOG = LoggerFactory.getLogger(LeftMemory.class);

    private final List<SideEffect> files = new ArrayList<>();

    private LeftMemory() {}

    public static LeftMemory of(SharedState state) {
        return state.shared(LeftMemory.class, LeftMemory::new);
    }

    /** Of a file that is in the image by now. */
    void add(NamedFile file, Journal journal) {
        SideEffect effect = LeftMemoryAftermath.effect(file.link(), file.stat());
        journal.note(effect);
        files.add(effect);
    }

    /** The tree's processes have ended; what cannot be removed is left to be told about. */
    public void remove() {
        for (SideEffect file : files) {
            try {
                new LeftMemoryAftermath().complete(file.facts());
            } catch (RuntimeException e) {
                LOG.warn("a file of /dev/shm that moved along could not be removed: {}", e.getMessage());
            }
        }
    }
}
