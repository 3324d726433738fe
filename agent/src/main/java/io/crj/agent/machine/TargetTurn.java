package io.crj.agent.machine;

import io.crj.agent.machine.TargetInput.Abort;
import io.crj.agent.machine.TargetInput.AgentEnding;
import io.crj.agent.machine.TargetInput.AwaitReady;
import io.crj.agent.machine.TargetInput.Commit;
import io.crj.agent.machine.TargetInput.CoordinatorLost;
import io.crj.agent.machine.TargetInput.Failed;
import io.crj.agent.machine.TargetInput.ImageComplete;
import io.crj.agent.machine.TargetInput.Prepare;
import io.crj.agent.machine.TargetInput.Prepared;
import io.crj.agent.machine.TargetInput.RecordFailed;
import io.crj.agent.machine.TargetInput.Recorded;
import io.crj.agent.machine.TargetInput.Resumed;
import io.crj.agent.machine.TargetInput.StreamLost;
import io.crj.agent.machine.TargetInput.Tick;
import io.crj.agent.machine.TargetInput.Undone;
import io.crj.agent.machine.TargetInput.VesselComplete;
import io.crj.agent.machine.TargetInput.VesselLost;

/** One input on its way through {@link TargetMachine}. */
final class TargetTurn extends Turn<TargetState, TargetEffect> {

    private boolean prepared;
    private boolean clean;
    private boolean uncertain;
    private boolean exposed;

    TargetTurn(Target before, long now) {
        super(before.held(), now);
        prepared = before.prepared();
        clean = before.clean();
        uncertain = before.uncertain();
        exposed = before.exposed();
    }

    Step<Target, TargetEffect, TargetState> end() {
        return new Step<>(new Target(held(), prepared, clean, uncertain, exposed), effects, changes);
    }

    void take(TargetInput input) {
        if (input instanceof Abort abort) {
            abort(abort);
        } else if (input instanceof Tick) {
            tick();
        } else if (input instanceof CoordinatorLost lost) {
            coordinatorLost(lost.why());
        } else if (input instanceof StreamLost lost) {
            if (state == TargetState.FILLING) {
                undo(Fault.FAILED, lost.why());
            }
        } else if (input instanceof AgentEnding ending) {
            giveUp(Fault.FAILED, ending.why());
        } else if (input instanceof VesselLost lost) {
            vesselLost(lost.why());
        } else if (!order(input)) {
            outcome(input);
        }
    }

    void recover(VesselEvidence evidence) {
        switch (state) {
            case FILLING, COMPLETING -> giveUp(Fault.FAILED, ending.why());
            case READY -> {
                if (evidence != VesselEvidence.HELD && evidence != VesselEvidence.RUNS) {
                    lost("the vessel died while this agent was away");
                }
            }
            case RESUMING -> recoverResuming(evidence);
            case RESUMED -> effects.add(new TargetEffect.Settle());
            case LOST -> {
                exposed = true;
                effects.add(new TargetEffect.Undo(ending.why()));
            }
            case UNDOING -> effects.add(new TargetEffect.Undo(ending.why()));
            default -> {
                // Ended, nothing is left.
            }
        }
    }

    private void recoverResuming(VesselEvidence evidence) {
        switch (evidence) {
            case HELD, RUNS -> effects.add(new TargetEffect.Resume());
            case NEVER_RAN -> lost("the vessel died before it ever ran");
            default -> {
                // It may have run, then nothing may bring the source's copy back; or not, then that is the only one.
                uncertain = true;
                stuck(
                        null,
                        "the vessel is gone and nothing tells whether the tree ever ran here: crj-migrate resolve --commit"
                                + " --force says that it did, --abort --force that it did not");
            }
        }
    }

    /** What a coordinator orders; false when {@code input} is something else. */
    private boolean order(TargetInput input) {
        if (input instanceof Prepare) {
            prepare();
        } else if (input instanceof AwaitReady) {
            awaitReady();
        } else if (input instanceof Commit commit) {
            commit(commit.forced());
        } else {
            return false;
        }
        coordinatorIsHere();
        return true;
    }

    private void prepare() {
        switch (state) {
            case UNKNOWN -> {
                await(Ask.PREPARE);
                enter(TargetState.FILLING, "asked to prepare");
                record(TargetState.FILLING);
            }
            case FILLING -> {
                if (prepared) {
                    done(Ask.PREPARE);
                } else {
                    await(Ask.PREPARE);
                }
            }
            case UNDOING -> await(Ask.PREPARE);
            case ABORTED, LOST -> ended(Ask.PREPARE);
            default -> done(Ask.PREPARE);
        }
    }

    private void awaitReady() {
        switch (state) {
            case UNKNOWN -> unknown(Ask.AWAIT_READY);
            case FILLING, COMPLETING, UNDOING -> await(Ask.AWAIT_READY);
            case ABORTED, LOST -> ended(Ask.AWAIT_READY);
            default -> done(Ask.AWAIT_READY);
        }
    }

    private void commit(boolean forced) {
        switch (state) {
            case FILLING, COMPLETING -> {
                await(Ask.COMMIT);
                undo(Fault.FAILED, "told to commit before its vote");
            }
            case READY -> {
                await(Ask.COMMIT);
                if (recording == null) {
                    record(TargetState.RESUMING);
                }
            }
            case RESUMING -> {
                await(Ask.COMMIT);
                if (uncertain) {
                    commitWhatMayHaveRun(forced);
                } else {
                    unstick(new TargetEffect.Resume());
                }
            }
            case RESUMED -> done(Ask.COMMIT);
            case UNDOING -> await(Ask.COMMIT);
            default -> commitWhatNeverRan();
        }
    }

    private void commitWhatMayHaveRun(boolean forced) {
        if (!forced) {
            stillStuck();
        } else if (recording == null) {
            record(TargetState.RESUMED);
        }
    }

    /** In UNKNOWN, ABORTED or LOST: tells so, but not before that is certain for good. */
    private void commitWhatNeverRan() {
        if (recorded && (clean || !exposed)) {
            refuse(Ask.COMMIT, Fault.VESSEL_LOST, "the tree never ran here and will not: " + ending.why());
            return;
        }
        await(Ask.COMMIT);
        if (state != TargetState.LOST) {
            String why = state == TargetState.UNKNOWN ? "this migration was not known here" : ending.why();
            ending = new Ending(Fault.CONFLICT, why);
            clean = true;
            enter(TargetState.LOST, why);
        }
        if (recording == null && !recorded) {
            record(TargetState.LOST);
        }
    }

    private void abort(Abort abort) {
        String why = abort.forced() ? abort.why() + " (by an operator's force)" : abort.why();
        switch (state) {
            case UNKNOWN -> {
                ending = new Ending(Fault.CONFLICT, "it was aborted before it began: " + why);
                enter(TargetState.ABORTED, why);
                done(Ask.ABORT);
            }
            case UNDOING -> {
                await(Ask.ABORT);
                unstick(new TargetEffect.Undo(why));
            }
            case LOST -> abortLost(why);
            case ABORTED -> done(Ask.ABORT);
            case RESUMING, RESUMED -> {
                if (uncertain && abort.forced() && recording == null) {
                    await(Ask.ABORT);
                    lost(why);
                } else {
                    conflict(Ask.ABORT);
                }
            }
            default -> {
                if (recording == TargetState.RESUMING) {
                    conflict(Ask.ABORT);
                } else {
                    await(Ask.ABORT);
                    undo(Fault.FAILED, why);
                }
            }
        }
    }

    private void abortLost(String why) {
        if (clean) {
            done(Ask.ABORT);
        } else {
            await(Ask.ABORT);
            unstick(new TargetEffect.Undo(why));
        }
    }

    private void outcome(TargetInput input) {
        if (input instanceof Recorded done) {
            if (done.state() == recording) {
                recorded(done.state(), true);
            }
        } else if (input instanceof RecordFailed failed) {
            if (failed.state() == recording) {
                recordFailed(failed);
            }
        } else if (input instanceof Prepared && state == TargetState.FILLING && !prepared) {
            prepared = true;
            done(Ask.PREPARE);
            effects.add(new TargetEffect.Fill());
        } else if (input instanceof ImageComplete && state == TargetState.FILLING) {
            enter(TargetState.COMPLETING, "all has arrived");
            effects.add(new TargetEffect.Complete());
        } else if (input instanceof VesselComplete && state == TargetState.COMPLETING && recording == null) {
            record(TargetState.READY);
        } else if (input instanceof Resumed && state == TargetState.RESUMING && recording == null) {
            record(TargetState.RESUMED);
        } else if (input instanceof Undone) {
            undone();
        } else if (input instanceof Failed failed) {
            failed(failed);
        }
    }

    private void undone() {
        if (state == TargetState.UNDOING && recording == null) {
            record(TargetState.ABORTED);
        } else if (state == TargetState.LOST && !clean) {
            clean = true;
            if (isAwaited(Ask.ABORT)) {
                done(Ask.ABORT);
            }
            if (isAwaited(Ask.COMMIT) && recorded) {
                commitWhatNeverRan();
            }
        }
    }

    /** @param survives whether it is certain to survive a crash; else that of RESUMED and ABORTED does no harm */
    private void recorded(TargetState what, boolean survives) {
        switch (what) {
            case FILLING -> {
                recording = null;
                recorded = true;
                effects.add(new TargetEffect.Prepare());
            }
            case READY -> {
                enterRecorded(what, "the vessel is complete; waiting for the decision");
                done(Ask.AWAIT_READY);
            }
            case RESUMING -> {
                enterRecorded(what, "told to commit");
                effects.add(new TargetEffect.Resume());
            }
            case RESUMED -> {
                enter(what, "the tree runs here");
                recorded = survives;
                done(Ask.COMMIT);
                effects.add(new TargetEffect.Settle());
            }
            case LOST -> {
                recording = null;
                recorded = true;
                if (isAwaited(Ask.COMMIT)) {
                    commitWhatNeverRan();
                }
            }
            default -> aborted(survives);
        }
    }

    private void aborted(boolean survives) {
        enter(TargetState.ABORTED, ending.why());
        recorded = survives;
        if (isAwaited(Ask.ABORT)) {
            done(Ask.ABORT);
        }
        if (isAwaited(Ask.COMMIT)) {
            commitWhatNeverRan();
        }
        refuseAllBut(Ask.COMMIT, ending.fault(), ending.why());
    }

    private void recordFailed(RecordFailed failed) {
        recording = null;
        switch (failed.state()) {
            case FILLING -> giveUp(Fault.REFUSED, "the migration cannot be recorded: " + failed.why());
            case READY -> undo(Fault.FAILED, "the vote cannot be recorded: " + failed.why());
            case RESUMING, LOST ->
                refuse(Ask.COMMIT, Fault.IN_DOUBT, failed.state() + " cannot be recorded: " + failed.why());
            default -> recorded(failed.state(), false);
        }
    }

    private void failed(Failed failed) {
        boolean current =
                switch (failed.work()) {
                    case PREPARE, FILL -> state == TargetState.FILLING;
                    case COMPLETE -> state == TargetState.COMPLETING && recording == null;
                    case RESUME -> state == TargetState.RESUMING && recording == null;
                    case UNDO ->
                        (state == TargetState.UNDOING && recording == null) || (state == TargetState.LOST && !clean);
                };
        if (current && state.isBeforeVote()) {
            undo(failed.fault(), failed.why());
        } else if (current) {
            // Whoever waits to hear that the vessel is lost need not wait for its leftovers.
            stuck(state == TargetState.LOST ? Ask.COMMIT : null, failed.why());
        }
    }

    private void vesselLost(String why) {
        if (state.isBeforeVote()) {
            undo(Fault.FAILED, why);
        } else if (state == TargetState.READY || (state == TargetState.RESUMING && recording != TargetState.RESUMED)) {
            lost(why);
        }
    }

    private void lost(String why) {
        uncertain = false;
        exposed = state == TargetState.RESUMING;
        ending = new Ending(Fault.FAILED, why);
        enter(TargetState.LOST, why);
        record(TargetState.LOST);
        effects.add(new TargetEffect.Undo(why));
    }

    private void coordinatorLost(String why) {
        if (state.isBeforeVote()) {
            undo(Fault.FAILED, "the coordinator is lost: " + why);
        } else if (state != TargetState.UNKNOWN) {
            coordinatorIsGone();
        }
    }

    private void tick() {
        if (isRetryDue() && !uncertain) {
            unstick(state == TargetState.RESUMING ? new TargetEffect.Resume() : new TargetEffect.Undo(ending.why()));
        }
    }

    private void giveUp(Fault fault, String why) {
        if (state.isBeforeVote()) {
            undo(fault, why);
        }
    }

    private void undo(Fault fault, String why) {
        boolean voted = state == TargetState.READY || state == TargetState.COMPLETING;
        ending = new Ending(fault, why);
        enter(TargetState.UNDOING, why);
        effects.add(new TargetEffect.Interrupt(why));
        if (voted) {
            effects.add(new TargetEffect.Record(TargetState.UNDOING));
        }
        effects.add(new TargetEffect.Undo(why));
    }

    @Override
    boolean follows(TargetState from, TargetState to) {
        return to.follows(from);
    }

    @Override
    TargetEffect recordOf(TargetState what) {
        return new TargetEffect.Record(what);
    }

    @Override
    TargetEffect answerOf(Ask ask, Fault fault, String sentence) {
        return new TargetEffect.Answer(ask, fault, sentence);
    }
}
