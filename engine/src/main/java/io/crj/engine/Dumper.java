package io.crj.engine;

import io.crj.engine.image.ImageSink;

/**
 * Takes a running tree through pre-dump rounds to a frozen, fully dumped one, and then either lets it run on or ends it.
 *
 * <pre>
 *   open ─► preDump* ─► dump ─┬─► resume   (the tree runs here as if nothing had happened)
 *                             └─► reap     (the tree is gone, silently)
 *   close at any moment: resume, unless reaped
 * </pre>
 *
 * Calls may come from any one thread at a time; ptrace runs on a thread of the dumper's own.
 */
public interface Dumper extends AutoCloseable {

    /** What preflight found; the tree was not touched. */
    TreeReport report();

    /** One pre-dump round: the pages changed since the last one go to {@code sink} while the tree runs. */
    RoundStats preDump(ImageSink sink);

    /**
     * Freezes the tree, locks its network connections and writes everything that the rounds have not.
     *
     * <p>When it throws, the tree runs again and nothing is left of the attempt.
     */
    DumpStats dump(ImageSink sink);

    /** After {@link #dump}: unlocks the connections and lets the tree run on. */
    void resume();

    /** After {@link #dump}: ends the frozen tree without a word to its peers, then removes the lock, unless it is to be kept. */
    void reap();

    /** Drops dirty tracking and lets a frozen tree run on, unless it was reaped. */
    @Override
    void close();
}
