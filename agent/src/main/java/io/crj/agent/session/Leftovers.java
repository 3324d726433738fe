package io.crj.agent.session;

import io.crj.agent.host.AddressAftermath;
import io.crj.agent.journal.MigrationJournal;
import io.crj.engine.journal.Aftermaths;
import io.crj.engine.journal.Recovery;
import io.crj.engine.journal.SideEffect;
import java.util.List;

/** What a migration's journal still names when it has ended. */
final class Leftovers {

    private Leftovers() {}

    /**
     * Sees to it once more. Not to addresses: those that moved stay, and may long have moved on with another migration.
     *
     * @throws RuntimeException when something of it is there still
     */
    static void see(MigrationJournal journal, Aftermaths aftermaths, boolean committed, boolean hostRestarted) {
        List<SideEffect> left = journal.effects().stream()
                .filter(effect -> !effect.kind().equals(AddressAftermath.KIND))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        Recovery all = Recovery.of(left, aftermaths);
        Recovery recovery = hostRestarted ? all.afterRestartOfHost() : all;
        if (committed) {
            recovery.complete();
        } else {
            recovery.undo();
        }
        journal.allGone();
    }
}
