package io.crj.engine.facet;

/** Who dumps a facet, and who restores it. */
enum Way {
    /** By crj, in two rounds; what must be refused is tried. This is what the tests do. */
    PRE_DUMPED(true, true),
    CRJ_TO_CRJ(true, true),
    CRJ_TO_CRIU(true, false),
    CRIU_TO_CRJ(false, true),
    CRIU_TO_CRIU(false, false);

    private final boolean dumpedByCrj;
    private final boolean restoredByCrj;

    Way(boolean dumpedByCrj, boolean restoredByCrj) {
        this.dumpedByCrj = dumpedByCrj;
        this.restoredByCrj = restoredByCrj;
    }

    boolean isDumpedByCrj() {
        return dumpedByCrj;
    }

    boolean isRestoredByCrj() {
        return restoredByCrj;
    }

    boolean needsPeer() {
        return !dumpedByCrj || !restoredByCrj;
    }
}
