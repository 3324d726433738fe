package io.crj.agent.machine;

import java.util.List;

/**
 * What both sides keep of a migration.
 *
 * @param state where it stands
 * @param recording the state whose record is under way and what happens next depends on it; null: none
 * @param recorded whether the present state survives a crash
 * @param waiting what was asked for and has no answer yet, oldest first
 * @param ending why it ends otherwise than committed
 * @param stuck why the last work of this state failed; empty when it did not
 * @param retryNanos when that is tried again, if it is stuck
 * @param alone no coordinator is there that could tell the decision
 * @param aloneNanos since when
 * @param treeGone the host was started anew since: nothing of the tree or vessel is left but files
 * @param <S> states of the side
 */
public record Held<S>(
        S state,
        S recording,
        boolean recorded,
        List<Ask> waiting,
        Ending ending,
        String stuck,
        long retryNanos,
        boolean alone,
        long aloneNanos,
        boolean treeGone) {

    public Held {
        waiting = List.copyOf(waiting);
    }

    static <S> Held<S> in(S state) {
        return new Held<>(state, null, false, List.of(), Ending.NONE, "", 0, false, 0, false);
    }
}
