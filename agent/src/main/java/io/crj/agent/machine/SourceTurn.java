package io.crj.agent.machine;

import io.crj.agent.machine.SourceInput.Abort;
import io.crj.agent.machine.SourceInput.AgentEnding;
import io.crj.agent.machine.SourceInput.Commit;
import io.crj.agent.machine.SourceInput.CoordinatorLost;
import io.crj.agent.machine.SourceInput.Failed;
import io.crj.agent.machine.SourceInput.Freeze;
import io.crj.agent.machine.SourceInput.Opened;
import io.crj.agent.machine.SourceInput.Reaped;
import io.crj.agent.machine.SourceInput.RecordFailed;
import io.crj.agent.machine.SourceInput.Recorded;
import io.crj.agent.machine.SourceInput.Round;
import io.crj.agent.machine.SourceInput.RoundDone;
import io.crj.agent.machine.SourceInput.Sent;
import io.crj.agent.machine.SourceInput.Start;
import io.crj.agent.machine.SourceInput.StreamLost;
import io.crj.agent.machine.SourceInput.Tick;
import io.crj.agent.machine.SourceInput.Undone;
import java.util.concurrent.TimeUnit;

/** One input on its way through {@link SourceMachine}. */
final class SourceTurn extends Turn<SourceState, SourceEffect> {

    private int rounds;
    private boolean roundRunning;
    private long maxFreezeNanos;
    private long freezeUntilNanos;
    private boolean voteStands;

    SourceTurn(Source before, long now) {
        super(before.held(), now);
        rounds = before.rounds();
        roundRunning = before.roundRunning();
        maxFreezeNanos = before.maxFreezeNanos();
        freezeUntilNanos = before.freezeUntilNanos();
        voteStands = before.voteStands();
    }

    Step<Source, SourceEffect, SourceState> end() {
        return new Step<>(
                new Source(held(), rounds, roundRunning, maxFreezeNanos, freezeUntilNanos, voteStands),
                effects,
                changes);
    }

    void take(SourceInput input) {
        if (input instanceof Abort abort) {
            abort(abort);
        } else if (input instanceof Tick) {
            tick();
        } else if (input instanceof CoordinatorLost lost) {
            coordinatorLost(lost.why());
        } else if (input instanceof StreamLost lost) {
            if (recording != SourceState.PREPARED) {
                giveUp(Fault.FAILED, lost.why());
            }
        } else if (input instanceof AgentEnding ending) {
            giveUp(Fault.FAILED, ending.why());
        } else if (!order(input)) {
            outcome(input);
        }
    }

    void recover() {
        switch (state) {
            case OPENING, STARTED, FREEZING -> giveUp(Fault.FAILED, ending.why());
            case REAPING -> effects.add(new SourceEffect.Reap());
            case UNDOING -> effects.add(new SourceEffect.Undo(ending.why()));
            default -> {
                // Ended, or voted: waits for the decision.
            }
        }
    }

    /** What a coordinator orders; false when {@code input} is something else. */
    private boolean order(SourceInput input) {
        if (input instanceof Start) {
            start();
        } else if (input instanceof Round round) {
            round(round.number());
        } else if (input instanceof Freeze freeze) {
            freeze(freeze.maxFreezeNanos());
        } else if (input instanceof Commit) {
            commit();
        } else {
            return false;
        }
        coordinatorIsHere();
        return true;
    }

    private void start() {
        switch (state) {
            case UNKNOWN -> {
                await(Ask.START);
                enter(SourceState.OPENING, "asked to start");
                record(SourceState.OPENING);
            }
            case OPENING, UNDOING -> await(Ask.START);
            case ABORTED -> ended(Ask.START);
            default -> done(Ask.START);
        }
    }

    private void round(int number) {
        Ask ask = Ask.round(number);
        switch (state) {
            case UNKNOWN -> unknown(ask);
            case UNDOING -> await(ask);
            case ABORTED -> ended(ask);
            default -> {
                if (number >= 1 && number <= rounds) {
                    done(ask);
                } else if (state != SourceState.STARTED) {
                    conflict(ask);
                } else if (number != rounds + 1) {
                    refuse(ask, Fault.CONFLICT, ask + " was asked for after round " + rounds);
                } else {
                    await(ask);
                    runRound(number);
                }
            }
        }
    }

    private void runRound(int number) {
        if (!roundRunning) {
            roundRunning = true;
            effects.add(new SourceEffect.RunRound(number));
        }
    }

    private void freeze(long maxNanos) {
        switch (state) {
            case UNKNOWN -> unknown(Ask.FREEZE);
            case FREEZING, UNDOING -> await(Ask.FREEZE);
            case PREPARED, REAPING, REAPED -> done(Ask.FREEZE);
            case ABORTED -> ended(Ask.FREEZE);
            default -> {
                if (state == SourceState.OPENING || roundRunning) {
                    conflict(Ask.FREEZE);
                    return;
                }
                await(Ask.FREEZE);
                maxFreezeNanos = maxNanos;
                freezeUntilNanos = now + maxNanos;
                enter(SourceState.FREEZING, "asked to freeze");
                effects.add(new SourceEffect.Freeze());
            }
        }
    }

    private void commit() {
        switch (state) {
            case UNKNOWN -> unknown(Ask.COMMIT);
            case PREPARED -> {
                await(Ask.COMMIT);
                if (recording == null) {
                    record(SourceState.REAPING);
                }
            }
            case REAPING -> {
                await(Ask.COMMIT);
                unstick(new SourceEffect.Reap());
            }
            case REAPED -> done(Ask.COMMIT);
            case UNDOING -> await(Ask.COMMIT);
            case ABORTED -> ended(Ask.COMMIT);
            default -> conflict(Ask.COMMIT);
        }
    }

    private void abort(Abort abort) {
        String why = abort.forced() ? abort.why() + " (by an operator's force)" : abort.why();
        switch (state) {
            case UNKNOWN -> {
                ending = new Ending(Fault.CONFLICT, "it was aborted before it began: " + why);
                enter(SourceState.ABORTED, why);
                done(Ask.ABORT);
            }
            case UNDOING -> {
                await(Ask.ABORT);
                unstick(new SourceEffect.Undo(why));
            }
            case ABORTED -> done(Ask.ABORT);
            case REAPING, REAPED -> conflict(Ask.ABORT);
            default -> {
                if (recording == SourceState.REAPING) {
                    conflict(Ask.ABORT);
                } else {
                    await(Ask.ABORT);
                    undo(Fault.FAILED, why);
                }
            }
        }
    }

    private void outcome(SourceInput input) {
        if (input instanceof Recorded done) {
            voteStands &= done.state() != SourceState.UNDOING;
            if (done.state() == recording) {
                recorded(done.state(), true);
            }
        } else if (input instanceof RecordFailed failed) {
            if (failed.state() == recording) {
                recordFailed(failed);
            }
        } else if (input instanceof Opened && state == SourceState.OPENING) {
            enter(SourceState.STARTED, "the image stream is connected");
            done(Ask.START);
        } else if (input instanceof RoundDone done && state == SourceState.STARTED && roundRunning) {
            rounds = done.number();
            roundRunning = false;
            done(Ask.round(rounds));
        } else if (input instanceof Sent && state == SourceState.FREEZING && recording == null) {
            record(SourceState.PREPARED);
        } else if (input instanceof Reaped && state == SourceState.REAPING && recording == null) {
            record(SourceState.REAPED);
        } else if (input instanceof Undone && state == SourceState.UNDOING && recording == null) {
            record(SourceState.ABORTED);
        } else if (input instanceof Failed failed) {
            failed(failed);
        }
    }

    /** @param survives whether it is certain to survive a crash; else that of the ends does no harm */
    private void recorded(SourceState what, boolean survives) {
        switch (what) {
            case OPENING -> {
                recording = null;
                recorded = true;
                effects.add(new SourceEffect.Open());
            }
            case PREPARED -> {
                enterRecorded(what, "all is sent; waiting for the decision");
                done(Ask.FREEZE);
            }
            case REAPING -> {
                enterRecorded(what, "told to commit");
                effects.add(new SourceEffect.Reap());
            }
            case REAPED -> {
                enter(what, "the frozen tree is gone");
                recorded = survives;
                done(Ask.COMMIT);
            }
            default -> {
                enter(SourceState.ABORTED, ending.why());
                recorded = survives;
                if (isAwaited(Ask.ABORT)) {
                    done(Ask.ABORT);
                }
                refuseAllBut(null, ending.fault(), ending.why());
            }
        }
    }

    private void recordFailed(RecordFailed failed) {
        recording = null;
        switch (failed.state()) {
            case OPENING -> giveUp(Fault.REFUSED, "the migration cannot be recorded: " + failed.why());
            case PREPARED -> undo(Fault.FAILED, "the vote cannot be recorded: " + failed.why());
            case REAPING -> refuse(Ask.COMMIT, Fault.IN_DOUBT, "the commit cannot be recorded: " + failed.why());
            case ABORTED -> {
                if (voteStands) {
                    stuck(null, "that it was undone cannot be recorded: " + failed.why());
                } else {
                    recorded(failed.state(), false);
                }
            }
            default -> recorded(failed.state(), false);
        }
    }

    private void failed(Failed failed) {
        boolean current =
                switch (failed.work()) {
                    case OPEN -> state == SourceState.OPENING;
                    case ROUND -> state == SourceState.STARTED;
                    case FREEZE -> state == SourceState.FREEZING && recording == null;
                    case REAP -> state == SourceState.REAPING && recording == null;
                    case UNDO -> state == SourceState.UNDOING && recording == null;
                };
        if (current && state.isBeforeVote()) {
            undo(failed.fault(), failed.why());
        } else if (current) {
            stuck(null, failed.why());
        }
    }

    private void coordinatorLost(String why) {
        if (state.isBeforeVote()) {
            undo(Fault.FAILED, "the coordinator is lost: " + why);
        } else if (state != SourceState.UNKNOWN) {
            coordinatorIsGone();
        }
    }

    private void tick() {
        if (state == SourceState.FREEZING && now - freezeUntilNanos >= 0) {
            undo(
                    Fault.FAILED,
                    "the tree was frozen for longer than " + TimeUnit.NANOSECONDS.toMillis(maxFreezeNanos)
                            + " ms before all was sent; allow more with --max-freeze");
        } else if (isRetryDue()) {
            unstick(state == SourceState.REAPING ? new SourceEffect.Reap() : new SourceEffect.Undo(ending.why()));
        }
    }

    private void giveUp(Fault fault, String why) {
        if (state.isBeforeVote()) {
            undo(fault, why);
        }
    }

    private void undo(Fault fault, String why) {
        boolean voted = state == SourceState.PREPARED || state == SourceState.FREEZING;
        ending = new Ending(fault, why);
        enter(SourceState.UNDOING, why);
        effects.add(new SourceEffect.Interrupt(why));
        if (voted) {
            voteStands = true;
            effects.add(new SourceEffect.Record(SourceState.UNDOING));
        }
        effects.add(new SourceEffect.Undo(why));
    }

    @Override
    boolean follows(SourceState from, SourceState to) {
        return to.follows(from);
    }

    @Override
    SourceEffect recordOf(SourceState what) {
        return new SourceEffect.Record(what);
    }

    @Override
    SourceEffect answerOf(Ask ask, Fault fault, String sentence) {
        return new SourceEffect.Answer(ask, fault, sentence);
    }
}
