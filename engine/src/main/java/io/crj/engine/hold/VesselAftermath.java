package io.crj.engine.hold;

import io.crj.engine.journal.Aftermath;
import java.util.Map;

/** What becomes of a vessel whose builder has died: it runs, or is ended without a word. */
public final class VesselAftermath implements Aftermath {

    @Override
    public void undo(Map<String, String> facts) {
        HeldGroup.of(facts).end();
    }

    /** The last thing to complete: its connections and addresses are alive by then. */
    @Override
    public void complete(Map<String, String> facts) {
        HeldGroup.of(facts).dissolve(HeldVessel.homes(facts));
    }
}
