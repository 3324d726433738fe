package io.crj.chaos.simulation.truth;

import io.crj.chaos.simulation.truth.SimLog.Result;
import io.crj.chaos.simulation.truth.SimLog.Trouble;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of an agent about one migration.
 *
 * @param <S> states of its side
 */
public final class AgentDisk<S> {

    private final List<S> states = new ArrayList<>();
    private Trouble trouble = Trouble.NONE;
    private int synced;

    public void trouble(Trouble kind) {
        trouble = kind;
    }

    /** Every record but WRITTEN is a failure to its writer. */
    public Result append(S state, boolean syncs) {
        if (trouble == Trouble.NONE || trouble == Trouble.FAILS_LATE) {
            states.add(state);
            if (syncs) {
                sync();
            }
        }
        return trouble == Trouble.NONE ? Result.WRITTEN : Result.UNKNOWN;
    }

    /** The last record; null: there is none. */
    public S last() {
        return states.isEmpty() ? null : states.get(states.size() - 1);
    }

    /** Whether that state was ever recorded. */
    public boolean holds(S state) {
        return states.contains(state);
    }

    /** All that is here survives the host's end. */
    public void sync() {
        synced = states.size();
    }

    /** The host lost what was not synced. */
    public void reboot() {
        states.subList(synced, states.size()).clear();
    }
}
