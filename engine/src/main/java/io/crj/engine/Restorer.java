package io.crj.engine;

import io.crj.engine.image.ImageSink;

/**
 * Builds a vessel with the tree's pids, fills it while rounds arrive, completes it from the final dump and resumes it.
 *
 * <pre>
 *   open ─► file/pages/endOfRound* ─► file/pages/endOfImage ─► complete ─┬─► resume
 *                                                                         └─► close (the vessel is gone, silently)
 * </pre>
 */
public interface Restorer extends ImageSink, AutoCloseable {

    /** After {@link #endOfImage}: everything but resuming; on return the tree is complete, compared with the image, held. */
    void complete();

    /**
     * Unlocks the connections and lets the tree run; nothing of it can fail for a reason of the image's any more.
     *
     * @return the pid of the root as this process sees it
     */
    int resume();

    /** Ends the half-built tree, unless it was resumed. */
    @Override
    void close();
}
