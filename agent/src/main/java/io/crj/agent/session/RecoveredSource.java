package io.crj.agent.session;

import io.crj.agent.journal.MigrationJournal;
import io.crj.engine.journal.Aftermaths;
import io.crj.engine.journal.Recovery;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Reaped;
import java.util.List;

/** A source whose agent is gone: all that is left is what its journal names. */
final class RecoveredSource implements SourceWork {

    private final MigrationJournal journal;
    private final Aftermaths aftermaths;
    private final boolean sameBoot;

    RecoveredSource(MigrationJournal journal, Aftermaths aftermaths, boolean sameBoot) {
        this.journal = journal;
        this.aftermaths = aftermaths;
        this.sameBoot = sameBoot;
    }

    @Override
    public FromAgent open() {
        throw gone();
    }

    @Override
    public FromAgent round(int number) {
        throw gone();
    }

    @Override
    public FromAgent freeze() {
        throw gone();
    }

    @Override
    public FromAgent reap() {
        recovery().complete();
        journal.allGone();
        return FromAgent.newBuilder().setReaped(Reaped.getDefaultInstance()).build();
    }

    @Override
    public FromAgent undo(String why) {
        recovery().undo();
        journal.allGone();
        return Answers.aborted(
                sameBoot
                        ? List.of()
                        : List.of("the host was started anew: the tree died with it, whatever was decided"));
    }

    @Override
    public void interrupt(String why) {
        // Nothing of it waits for anybody.
    }

    private Recovery recovery() {
        Recovery all = Recovery.of(journal.effects(), aftermaths);
        return sameBoot ? all : all.afterRestartOfHost();
    }

    private static IllegalStateException gone() {
        return new IllegalStateException("the agent that began this is gone");
    }
}
