package io.crj.agent.session;

import io.crj.wire.message.MigrationState;

/** Where the source's side of a migration stands. */
enum SourceState {
    /** The tree is being looked at and the stream connected. */
    OPENING(MigrationState.STARTED),
    /** The stream is up; the tree runs. */
    STARTED(MigrationState.STARTED),
    /** The tree is being frozen and sent. */
    FREEZING(MigrationState.FREEZING),
    /** Voted: all is sent, the tree stays frozen until the decision is heard. */
    PREPARED(MigrationState.PREPARED),
    /** The tree is gone, after COMMIT. */
    REAPED(MigrationState.REAPED),
    /** The tree runs here as before. */
    ABORTED(MigrationState.ABORTED);

    private final MigrationState wire;

    SourceState(MigrationState wire) {
        this.wire = wire;
    }

    MigrationState wire() {
        return wire;
    }
}
