package io.crj.agent.session;

import io.crj.agent.machine.VesselEvidence;
import io.crj.engine.journal.SideEffect;
import java.util.List;
import java.util.Optional;

/** Looks at vessels that are complete and held so that they outlive their agent. */
public interface Vessels {

    /** Those of this host. */
    Vessels LOCAL = new LocalVessels();

    /**
     * The one among {@code notes}; empty when they name none.
     *
     * @param notes what a journal holds of side effects that are not gone
     */
    Optional<Vessel> find(List<SideEffect> notes);

    /**
     * A complete vessel.
     *
     * @param evidence HELD, RUNS or GONE
     * @param root pid of its root as this host sees it
     */
    record Vessel(VesselEvidence evidence, int root) {}
}
