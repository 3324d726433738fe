package io.crj.chaos.simulation.truth;

import io.crj.coordinator.migration.Decision;

/** Both hosts, the peer and the log, and what must be true of them after every step. */
public final class Truth {

    private final SourceHost source = new SourceHost();
    private final TargetHost target = new TargetHost();
    private final Peer peer = new Peer(source, target);
    private Decision decided;
    private boolean targetRan;
    private boolean sourceCaptured;
    private boolean forced;

    public SourceHost source() {
        return source;
    }

    public TargetHost target() {
        return target;
    }

    public Peer peer() {
        return peer;
    }

    /** What is durable in the decision log; null: nothing. */
    public Decision decided() {
        return decided;
    }

    /** A decision is durable from now on. */
    public void decide(Decision decision) {
        if (decided != null && decided != decision) {
            throw new Violation("the log holds " + decided + " and now " + decision + " as well");
        }
        decided = decision;
    }

    /** A coordinator is about to tell somebody COMMIT. */
    public void commitTold() {
        if (decided != Decision.COMMIT) {
            throw new Violation("COMMIT is told though the log holds " + decided);
        }
    }

    /** A coordinator is about to tell the source that its tree may run on. */
    public void returnTold() {
        boolean mayRunThere = target.isComplete() || target.everRan();
        if (decided == Decision.COMMIT && mayRunThere && !forced) {
            throw new Violation("the source is told ABORT though COMMIT is decided and the target can carry it out");
        }
    }

    /** The target votes. */
    public void readyTold() {
        if (!target.isComplete() && !target.wasComplete()) {
            throw new Violation("the target votes ready before its vessel is complete");
        }
    }

    /** An operator has overruled the protocol: what was lost with a host is no longer held against it. */
    public void force() {
        forced = true;
        peer.forgive();
    }

    public boolean forced() {
        return forced;
    }

    /** To be called after every step. */
    public void check() {
        boolean sourceRuns = source.copy() == SourceHost.Copy.RUNNING;
        boolean targetRuns = target.vessel() == TargetHost.Vessel.RUNNING;
        if (sourceRuns && targetRuns) {
            throw new Violation("two copies run");
        }
        if (source.hasAddress() && target.hasAddress()) {
            throw new Violation("both hosts have the address");
        }
        if (source.copy() == SourceHost.Copy.GONE && !target.everRan()) {
            throw new Violation("the source reaped the tree before it ever ran on the target");
        }
        checkBegin(targetRuns);
        checkReturn(sourceRuns);
    }

    private void checkBegin(boolean targetRuns) {
        if (targetRuns && !targetRan) {
            targetRan = true;
            if (decided != Decision.COMMIT) {
                throw new Violation("the target resumed though the log holds " + decided);
            }
            if (source.image() < 0) {
                throw new Violation("the target resumed an image that the source has overtaken");
            }
        }
    }

    /** Once captured, the source runs on only when the target has not run, and never will. */
    private void checkReturn(boolean sourceRuns) {
        if (!sourceRuns) {
            sourceCaptured |= source.image() >= 0;
        } else if (sourceCaptured && target.everRan() && !forced) {
            throw new Violation("the source runs on though the tree has run on the target");
        }
    }
}
