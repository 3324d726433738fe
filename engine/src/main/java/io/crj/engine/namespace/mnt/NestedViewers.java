package io.crj.engine.namespace.mnt;

import io.crj.engine.resource.SharedState;
import java.util.List;

/**
 * Processes of a dumped tree through which its mount namespaces other than the root's are seen, one each.
 *
 * @param pids none in most trees
 */
public record NestedViewers(List<Integer> pids) {

    /** Those that the dump has found so far. */
    public static NestedViewers of(SharedState state) {
        return state.shared(NestedViewers.class, () -> new NestedViewers(List.of()));
    }

    /** Tells everybody who asks later. */
    public static void use(List<Integer> pids, SharedState state) {
        state.shared(NestedViewers.class, () -> new NestedViewers(List.copyOf(pids)));
    }
}
