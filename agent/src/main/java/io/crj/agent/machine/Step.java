package io.crj.agent.machine;

import java.util.List;

/**
 * A machine's answer to one input.
 *
 * @param next the side from now on
 * @param effects to be carried out in this order, see the package
 * @param changes the states it went through
 * @param <M> the side: {@link Source} or {@link Target}
 * @param <E> its effects
 * @param <S> its states
 */
public record Step<M, E, S>(M next, List<E> effects, List<Change<S>> changes) {

    public Step {
        effects = List.copyOf(effects);
        changes = List.copyOf(changes);
    }
}
