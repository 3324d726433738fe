package io.crj.coordinator.migration;

/** What an agent says of a migration, or that it says nothing. */
public enum SideState {
    /** The agent cannot be asked. */
    SILENT("cannot be asked"),
    /** The agent knows nothing of it. */
    UNKNOWN("knows nothing of it"),
    STARTED("has its stream up, the tree runs"),
    FREEZING("is stopping the tree or sends the rest"),
    PREPARED("has voted and holds the tree frozen"),
    REAPING("was told COMMIT and ends the frozen tree"),
    REAPED("has ended the frozen tree"),
    FILLING("fills a vessel"),
    COMPLETING("completes the vessel"),
    READY("has voted and holds the vessel"),
    RESUMING("was told COMMIT and lets the tree run"),
    RESUMED("runs the tree"),
    /** Told COMMIT, and nothing tells whether it ran the tree before its host went down. */
    UNCERTAIN("may have run the tree, of which nothing is left there"),
    UNDOING("is undoing it"),
    ABORTED("has undone it"),
    LOST("has lost the vessel before the tree ran there");

    private final String words;

    SideState(String words) {
        this.words = words;
    }

    /** What follows "the source" or "the target" in a sentence. */
    public String words() {
        return words;
    }

    /** Of a target: whether it certifies that the tree never ran there and never will. */
    public boolean certifiesLoss() {
        return this == LOST || this == ABORTED || this == UNKNOWN;
    }
}
