package io.crj.agent.session;

import io.crj.agent.machine.VesselEvidence;
import io.crj.engine.journal.SideEffect;
import java.util.List;
import java.util.Optional;

/** Looks at vessels that are complete and held. */
public interface Vessels {

    /** Those of this host. */
    Vessels LOCAL = notes -> Optional.empty();

    /**
     * HELD, RUNS or GONE; empty when the notes name no vessel that outlives its agent.
     *
     * @param notes what a journal holds of side effects that are not gone
     */
    Optional<VesselEvidence> look(List<SideEffect> notes);
}
