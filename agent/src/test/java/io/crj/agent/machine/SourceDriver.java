package io.crj.agent.machine;

import io.crj.agent.machine.SourceEffect.Answer;
import io.crj.agent.machine.SourceInput.Recorded;
import java.util.ArrayList;
import java.util.List;

/** A source in a test's hands. */
final class SourceDriver {

    static final long MAX_FREEZE_NANOS = 30_000;

    Source source = Source.UNKNOWN;
    long now = 1000;

    /** Effects of the last input. */
    List<SourceEffect> effects = List.of();

    final List<SourceState> states = new ArrayList<>();

    SourceDriver give(SourceInput... inputs) {
        for (SourceInput input : inputs) {
            apply(SourceMachine.on(source, input, now));
        }
        return this;
    }

    SourceDriver recovered(SourceState durable, boolean sameBoot) {
        apply(SourceMachine.recovered(durable, "the agent was ended", sameBoot, now));
        return this;
    }

    SourceDriver started() {
        return give(new SourceInput.Start(), new Recorded(SourceState.OPENING), new SourceInput.Opened());
    }

    SourceDriver freezing() {
        return started().give(new SourceInput.Freeze(MAX_FREEZE_NANOS));
    }

    SourceDriver prepared() {
        return freezing().give(new SourceInput.Sent(), new Recorded(SourceState.PREPARED));
    }

    SourceDriver reaping() {
        return prepared().give(commit(), new Recorded(SourceState.REAPING));
    }

    /** In {@code state}, on the usual way there. */
    static SourceDriver in(SourceState state) {
        SourceDriver driver = new SourceDriver();
        return switch (state) {
            case UNKNOWN -> driver;
            case OPENING -> driver.give(new SourceInput.Start(), new Recorded(SourceState.OPENING));
            case STARTED -> driver.started();
            case FREEZING -> driver.freezing();
            case PREPARED -> driver.prepared();
            case REAPING -> driver.reaping();
            case REAPED -> driver.reaping().give(new SourceInput.Reaped(), new Recorded(SourceState.REAPED));
            case UNDOING -> driver.prepared().give(abort());
            case ABORTED ->
                driver.prepared().give(abort(), new SourceInput.Undone(), new Recorded(SourceState.ABORTED));
        };
    }

    static SourceInput.Commit commit() {
        return new SourceInput.Commit(false);
    }

    static SourceInput.Abort abort() {
        return new SourceInput.Abort("the user changed their mind", false);
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

    private void apply(Step<Source, SourceEffect, SourceState> step) {
        source = step.next();
        effects = step.effects();
        step.changes().forEach(change -> states.add(change.to()));
    }
}
