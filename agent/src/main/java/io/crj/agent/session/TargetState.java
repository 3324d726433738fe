package io.crj.agent.session;

import io.crj.wire.message.MigrationState;

/** Where the target's side of a migration stands. */
enum TargetState {
    /** The vessel is being made. */
    OPENING(MigrationState.FILLING),
    /** The vessel holds the pids and is filled as rounds arrive. */
    FILLING(MigrationState.FILLING),
    /** All has arrived; the vessel becomes the tree. */
    COMPLETING(MigrationState.COMPLETING),
    /** Voted: complete, held until the decision is heard. */
    READY(MigrationState.READY),
    /** Runs here, after COMMIT. */
    RESUMED(MigrationState.RESUMED),
    /** Nothing of it is left. */
    ABORTED(MigrationState.ABORTED);

    private final MigrationState wire;

    TargetState(MigrationState wire) {
        this.wire = wire;
    }

    MigrationState wire() {
        return wire;
    }
}
