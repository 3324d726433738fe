package io.crj.engine.resource;

import io.crj.engine.DumpOptions;
import java.util.Set;

/** What a kind may use while it decides whether it can carry an open file; the tree still runs. */
public interface CheckContext extends SharedState {

    DumpOptions options();

    /** All processes of the tree. */
    Set<Integer> pids();
}
