package io.crj.engine.image;

import java.util.Comparator;

/**
 * The address space a run of pages belongs to.
 *
 * @param kind whose pages
 * @param id pid of the process, or shmid of the shared memory object
 */
public record PageSpace(Kind kind, long id) {

    /** Processes first, each kind by id. */
    static final Comparator<PageSpace> ORDER =
            Comparator.comparing(PageSpace::kind).thenComparingLong(PageSpace::id);

    /** What {@link PageSpace#id} names, and what a page's address is counted from. */
    public enum Kind {
        /** Private memory of a process; addresses are virtual. */
        PROCESS,
        /** A shared memory object; addresses are byte offsets in it. */
        SHARED
    }

    public static PageSpace process(long pid) {
        return new PageSpace(Kind.PROCESS, pid);
    }

    public static PageSpace shared(long shmid) {
        return new PageSpace(Kind.SHARED, shmid);
    }
}
