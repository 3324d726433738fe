package io.crj.agent.machine;

import io.crj.agent.machine.TargetEffect.Answer;
import io.crj.agent.machine.TargetInput.Recorded;
import java.util.ArrayList;
import java.util.List;

/** A target in a test's hands. */
final class TargetDriver {

    Target target = Target.UNKNOWN;
    long now = 1000;

    /** Effects of the last input. */
    List<TargetEffect> effects = List.of();

    final List<TargetState> states = new ArrayList<>();

    TargetDriver give(TargetInput... inputs) {
        for (TargetInput input : inputs) {
            apply(TargetMachine.on(target, input, now));
        }
        return this;
    }

    TargetDriver recovered(TargetState durable, VesselEvidence evidence) {
        apply(TargetMachine.recovered(durable, "the agent was ended", evidence, now));
        return this;
    }

    TargetDriver filling() {
        return give(new TargetInput.Prepare(), new Recorded(TargetState.FILLING), new TargetInput.Prepared());
    }

    TargetDriver completing() {
        return filling().give(new TargetInput.ImageComplete());
    }

    TargetDriver ready() {
        return completing().give(new TargetInput.VesselComplete(), new Recorded(TargetState.READY));
    }

    TargetDriver resuming() {
        return ready().give(commit(), new Recorded(TargetState.RESUMING));
    }

    /** In {@code state}, on the usual way there. */
    static TargetDriver in(TargetState state) {
        TargetDriver driver = new TargetDriver();
        return switch (state) {
            case UNKNOWN -> driver;
            case FILLING -> driver.filling();
            case COMPLETING -> driver.completing();
            case READY -> driver.ready();
            case RESUMING -> driver.resuming();
            case RESUMED -> driver.resuming().give(new TargetInput.Resumed(), new Recorded(TargetState.RESUMED));
            case UNDOING -> driver.ready().give(abort());
            case ABORTED -> driver.ready().give(abort(), new TargetInput.Undone(), new Recorded(TargetState.ABORTED));
            case LOST -> driver.ready().give(new TargetInput.VesselLost("killed"), new Recorded(TargetState.LOST));
        };
    }

    static TargetInput.Commit commit() {
        return new TargetInput.Commit(false);
    }

    static TargetInput.Abort abort() {
        return new TargetInput.Abort("the user changed their mind", false);
    }

    static Answer done(Ask ask) {
        return new Answer(ask, null, "");
    }

    /** Faults that the last input's answers told of; null for those without. */
    List<Fault> faults() {
        return effects.stream()
                .filter(Answer.class::isInstance)
                .map(effect -> ((Answer) effect).fault())
                .toList();
    }

    private void apply(Step<Target, TargetEffect, TargetState> step) {
        target = step.next();
        effects = step.effects();
        step.changes().forEach(change -> states.add(change.to()));
    }
}
