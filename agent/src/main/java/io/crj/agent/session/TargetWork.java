package io.crj.agent.session;

import io.crj.agent.machine.VesselEvidence;
import io.crj.wire.message.FromAgent;
import io.crj.wire.stream.StreamReceiver;
import java.util.Optional;

/** What a target can be led to do; on the session's thread but for {@link #interrupt}. */
interface TargetWork {

    /** Returns its answer's body, as the next ones that return a message. */
    FromAgent prepare();

    void fill();

    FromAgent complete();

    /** What there is of the complete vessel now. */
    VesselEvidence look();

    /** May be called again, after it threw as well as when the tree runs. */
    FromAgent resume();

    /** Nothing of this may take back that the tree runs. */
    void settle();

    /** May be called again after it threw. */
    FromAgent undo(String why);

    /** Any thread. */
    void interrupt(String why);

    /** Takes the image stream; empty when none is expected. */
    Optional<StreamReceiver> receiver();
}
