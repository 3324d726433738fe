package io.crj.agent.session;

import io.crj.agent.machine.VesselEvidence;
import io.crj.engine.hold.HeldVessel;
import io.crj.engine.journal.SideEffect;
import java.util.List;
import java.util.Optional;

/** Vessels that the engine holds. */
final class LocalVessels implements Vessels {

    @Override
    public Optional<Vessel> find(List<SideEffect> notes) {
        return HeldVessel.of(notes).map(held -> new Vessel(evidence(held), held.root()));
    }

    private static VesselEvidence evidence(HeldVessel vessel) {
        if (vessel.isHeld()) {
            return VesselEvidence.HELD;
        }
        return vessel.isThere() ? VesselEvidence.RUNS : VesselEvidence.GONE;
    }
}
