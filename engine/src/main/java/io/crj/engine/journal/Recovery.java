package io.crj.engine.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Undoes or completes what a process that died has left, from its notes. What fails does not stop the rest; doing it again
 * does no harm.
 */
public final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Aftermaths kinds;
    private final List<SideEffect> effects;

    private Recovery(Aftermaths kinds, List<SideEffect> effects) {
        this.kinds = kinds;
        this.effects = effects;
    }

    /** @param oldestFirst notes that are not gone */
    public static Recovery of(List<SideEffect> oldestFirst) {
        return of(oldestFirst, Aftermaths.ENGINE);
    }

    /** As {@link #of(List)}, with more kinds than the engine's. */
    public static Recovery of(List<SideEffect> oldestFirst, Aftermaths kinds) {
        return new Recovery(kinds, List.copyOf(oldestFirst));
    }

    /** Only those that are still there although the host was started anew; unknown ones stay, to be told. */
    public Recovery afterRestartOfHost() {
        return new Recovery(
                kinds,
                effects.stream()
                        .filter(effect -> !kinds.vanishesWithKernel(effect))
                        .toList());
    }

    /**
     * The migration was aborted: newest first.
     *
     * @throws RecoveryException after all were tried, when some failed: they are still to be undone
     */
    public void undo() {
        List<SideEffect> newestFirst = new ArrayList<>();
        effects.forEach(effect -> newestFirst.add(0, effect));
        each(newestFirst, "undone", (kind, effect) -> kind.undo(effect.facts()));
    }

    /**
     * The migration was committed: in the order in which the kinds are declared.
     *
     * @throws RecoveryException after all were tried, when some failed: they are still to be completed
     */
    public void complete() {
        each(kinds.inOrderOfCompletion(effects), "completed", (kind, effect) -> kind.complete(effect.facts()));
    }

    private void each(List<SideEffect> ordered, String done, BiConsumer<Aftermath, SideEffect> work) {
        List<RecoveryException.Failure> failures = new ArrayList<>();
        for (SideEffect effect : ordered) {
            try {
                work.accept(kinds.of(effect), effect);
                LOG.info("{}: {}", done, effect);
            } catch (RuntimeException e) {
                LOG.warn("not {}: {}: {}", done, effect, e.getMessage());
                failures.add(new RecoveryException.Failure(effect, e));
            }
        }
        if (!failures.isEmpty()) {
            throw new RecoveryException(done, effects, failures);
        }
    }
}
