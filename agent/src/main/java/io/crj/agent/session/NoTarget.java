package io.crj.agent.session;

import io.crj.agent.machine.VesselEvidence;
import io.crj.wire.message.FromAgent;
import io.crj.wire.stream.StreamReceiver;
import java.util.List;
import java.util.Optional;

/** The target of a migration that was never begun here and will not be. */
final class NoTarget implements TargetWork {

    @Override
    public FromAgent prepare() {
        throw none();
    }

    @Override
    public void fill() {
        throw none();
    }

    @Override
    public FromAgent complete() {
        throw none();
    }

    @Override
    public VesselEvidence look() {
        return VesselEvidence.NEVER_RAN;
    }

    @Override
    public FromAgent resume() {
        throw none();
    }

    @Override
    public void settle() {
        throw none();
    }

    @Override
    public FromAgent undo(String why) {
        return Answers.aborted(List.of());
    }

    @Override
    public void interrupt(String why) {
        // Nothing of it waits for anybody.
    }

    @Override
    public Optional<StreamReceiver> receiver() {
        return Optional.empty();
    }

    private static IllegalStateException none() {
        return new IllegalStateException("there is no vessel");
    }
}
