package io.crj.engine.hold;

import io.crj.engine.cgroup.GroupHomes;
import io.crj.engine.journal.Aftermath;
import java.util.Map;

/** What becomes of a tree that was held on the source: it runs on, or is ended without a word. */
public final class HoldAftermath implements Aftermath {

    @Override
    public void undo(Map<String, String> facts) {
        if (HeldGroup.isOne(facts)) {
            HeldGroup.of(facts).dissolve(GroupHomes.NONE);
        } else {
            StoppedProcesses.of(facts).letRun();
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        if (HeldGroup.isOne(facts)) {
            HeldGroup.of(facts).end();
        } else {
            StoppedProcesses.of(facts).end();
        }
    }
}
