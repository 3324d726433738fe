package io.crj.coordinator.migration;

/**
 * The two votes of the freeze.
 *
 * @param asked whether the source may have been told to freeze; before that the tree has certainly never stopped
 * @param prepared the source's vote with its figures; null until it came
 * @param ready whether the target's vote came
 */
public record Votes(boolean asked, FreezeFigures prepared, boolean ready) {

    /** Nobody was asked yet. */
    public static final Votes NONE = new Votes(false, null, false);

    /** Of a migration found in the log: nobody knows how far it was, so the tree may be stopped. */
    static final Votes UNKNOWN = new Votes(true, null, false);

    /** Whether COMMIT may be written. */
    public boolean complete() {
        return prepared != null && ready;
    }

    Votes withPrepared(FreezeFigures figures) {
        return new Votes(asked, figures, ready);
    }

    Votes withReady() {
        return new Votes(asked, prepared, true);
    }
}
