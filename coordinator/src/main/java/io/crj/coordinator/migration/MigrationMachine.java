package io.crj.coordinator.migration;

import io.crj.coordinator.migration.MigrationEffect.Abort;
import io.crj.coordinator.migration.MigrationEffect.AwaitReady;
import io.crj.coordinator.migration.MigrationEffect.Commit;
import io.crj.coordinator.migration.MigrationEffect.Freeze;
import io.crj.coordinator.migration.MigrationEffect.InspectSource;
import io.crj.coordinator.migration.MigrationEffect.InspectTarget;
import io.crj.coordinator.migration.MigrationEffect.PrepareTarget;
import io.crj.coordinator.migration.MigrationEffect.RunRound;
import io.crj.coordinator.migration.MigrationEffect.StartSource;
import io.crj.coordinator.migration.MigrationEffect.WriteBegun;
import io.crj.coordinator.migration.MigrationEffect.WriteDecision;
import io.crj.coordinator.migration.MigrationEffect.WriteEnded;
import io.crj.coordinator.migration.MigrationInput.Aborted;
import io.crj.coordinator.migration.MigrationInput.AgentFailed;
import io.crj.coordinator.migration.MigrationInput.BegunFailed;
import io.crj.coordinator.migration.MigrationInput.BegunWritten;
import io.crj.coordinator.migration.MigrationInput.Cancel;
import io.crj.coordinator.migration.MigrationInput.DecisionFailed;
import io.crj.coordinator.migration.MigrationInput.DecisionWritten;
import io.crj.coordinator.migration.MigrationInput.Prepared;
import io.crj.coordinator.migration.MigrationInput.Ready;
import io.crj.coordinator.migration.MigrationInput.Reaped;
import io.crj.coordinator.migration.MigrationInput.Resumed;
import io.crj.coordinator.migration.MigrationInput.RoundDone;
import io.crj.coordinator.migration.MigrationInput.SourceInspected;
import io.crj.coordinator.migration.MigrationInput.SourceStarted;
import io.crj.coordinator.migration.MigrationInput.TargetInspected;
import io.crj.coordinator.migration.MigrationInput.TargetPrepared;
import io.crj.coordinator.migration.MigrationInput.Tick;
import io.crj.coordinator.migration.MigrationInput.VesselLost;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The migration protocol as seen by the coordinator: {@code (state, input, now) -> (state, effects, events)}.
 *
 * <pre>
 *              dry run
 *  PREFLIGHT ----------> APPROVED        any failure, timeout, Cancel, DecisionFailed
 *   |  |  \ a host or the log says no    PREPARING, ROUNDS, FREEZING, AWAITING_VOTES, DECIDING --> ABORTING
 *   |  |   `----------> REFUSED                                                                   | |
 *   |  | Cancel                                                             WriteDecision(ABORT), | |
 *   |  `----------------------------------------------------------------.  then Abort to both    | |
 *   | BegunWritten                                                      v                         | |
 *  PREPARING -> ROUNDS -> FREEZING -> AWAITING_VOTES                 ABORTED <--------------------' |
 *                (n times)                  | both votes                ^                           |
 *                                           v                           | Aborted(source)           |
 *                                        DECIDING                    RETURNING   Abort(source)      |
 *                   WriteDecision(COMMIT)   | DecisionWritten(COMMIT)   ^                           |
 *                                           |                           | VesselLost                |
 *                                           v                           |                           |
 *                                    COMMITTING_TARGET -----------------'                           |
 *                                      |        ^   DecisionWritten(COMMIT): another one's decision |
 *                   Commit(target)     |        `---------------------------------------------------'
 *                    until Resumed     v
 *                                    COMMITTING_SOURCE -> DONE
 *                                       Commit(source)
 *                                        until Reaped
 * </pre>
 *
 * <table>
 *   <caption>From where a state is entered ({@link MigrationState#predecessors})</caption>
 *   <tr><th>state</th><th>entered from</th></tr>
 *   <tr><td>APPROVED, REFUSED, PREPARING</td><td>PREFLIGHT</td></tr>
 *   <tr><td>ROUNDS, FREEZING, AWAITING_VOTES, DECIDING</td><td>the one before it, beginning with PREPARING</td></tr>
 *   <tr><td>ABORTING</td><td>PREPARING, ROUNDS, FREEZING, AWAITING_VOTES, DECIDING; the log</td></tr>
 *   <tr><td>COMMITTING_TARGET</td><td>DECIDING, ABORTING; the log</td></tr>
 *   <tr><td>COMMITTING_SOURCE, RETURNING</td><td>COMMITTING_TARGET</td></tr>
 *   <tr><td>DONE</td><td>COMMITTING_SOURCE</td></tr>
 *   <tr><td>ABORTED</td><td>PREFLIGHT, ABORTING, RETURNING</td></tr>
 *   <tr><td>IN_DOUBT</td><td>ABORTING, COMMITTING_TARGET, COMMITTING_SOURCE, RETURNING, when their time is over</td></tr>
 * </table>
 *
 * <p>The commit point is the input {@code DecisionWritten(COMMIT)}: before it every failure ends in ABORT and the source
 * runs on; after it nothing aborts, the commit is repeated until it was carried out. The source is told only once the
 * target has resumed, so that until then the frozen tree still exists. The one way back is RETURNING: the target
 * certifies that its vessel died before it ever ran, so that the frozen tree is the only one left.
 *
 * <p>The log keeps the first decision and always answers with the one that holds; who asked for COMMIT may therefore
 * still ask for ABORT, when the user cancels or the freeze has lasted too long, and then follows the answer. As long as
 * the log does not answer, the target is asked to give its vessel up; once it certifies that, the source may run on
 * whatever the log holds, since a COMMIT found there later meets a target that has nothing to resume. While DECIDING
 * losing an agent changes nothing: both sides have voted and wait.
 *
 * <p>{@link #recover} continues with a migration that was found in the log. Time comes in as {@code nowNanos} of any
 * monotonic clock.
 */
public final class MigrationMachine {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final MigrationPlan plan;

    public MigrationMachine(MigrationPlan plan) {
        this.plan = plan;
    }

    /** Begins in PREFLIGHT. */
    public Step start(long nowNanos) {
        Migration begun = Migration.begun(nowNanos, nowNanos + plan.limits().preflightNanos());
        MigrationState to = begun.state();
        return new Step(begun, List.of(new InspectSource()), List.of(stateEvent(begun, null, to.sentence())));
    }

    /**
     * Takes over a migration that another coordinator began and did not finish: without a decision ABORT is asked for,
     * with one the sides are told until they have confirmed it.
     */
    public Step recover(Remembered found, long nowNanos) {
        boolean commit = found.decision() == Decision.COMMIT;
        MigrationState begin = commit ? MigrationState.COMMITTING_TARGET : MigrationState.ABORTING;
        Ending ending = commit ? Ending.NONE : found.cause().ending();
        Migration fresh = Migration.remembered(begin, found, nowNanos, ending);
        Migration taken = fresh.withDeadline(deadline(fresh, begin, nowNanos));
        String reason = "taken over: " + (commit ? "the decision is COMMIT" : "COMMIT was not decided");
        List<MigrationEvent> events = List.of(stateEvent(taken, null, reason));
        if (commit) {
            Migration told = told(taken, Decision.COMMIT, EnumSet.of(Side.TARGET), nowNanos);
            return new Step(told, List.of(orders(told)), events);
        } else if (found.decision() == null) {
            return new Step(taken, List.of(new WriteDecision(Decision.ABORT)), events);
        }
        return tellAbort(new Step(taken, List.of(), events), nowNanos);
    }

    /** Takes one input. */
    public Step on(Migration migration, MigrationInput input, long nowNanos) {
        if (migration.state().isTerminal()) {
            return Step.unchanged(migration);
        } else if (input instanceof Tick) {
            return tick(migration, nowNanos);
        } else if (input instanceof Cancel) {
            return cancel(migration, nowNanos);
        } else if (input instanceof AgentFailed failure) {
            return agentFailed(migration, failure, nowNanos);
        } else if (input instanceof VesselLost lost && migration.state() != MigrationState.COMMITTING_TARGET) {
            return agentFailed(migration, new AgentFailed(Side.TARGET, lost.message()), nowNanos);
        }
        return switch (migration.state()) {
            case PREFLIGHT -> preflight(migration, input, nowNanos);
            case PREPARING -> preparing(migration, input, nowNanos);
            case ROUNDS -> rounds(migration, input, nowNanos);
            case FREEZING, AWAITING_VOTES -> votes(migration, input, nowNanos);
            case DECIDING -> deciding(migration, input, nowNanos);
            case ABORTING -> aborting(migration, input, nowNanos);
            case COMMITTING_TARGET -> committingTarget(migration, input, nowNanos);
            case COMMITTING_SOURCE -> committingSource(migration, input, nowNanos);
            case RETURNING -> returning(migration, input, nowNanos);
            default -> Step.unchanged(migration);
        };
    }

    private Step preflight(Migration m, MigrationInput input, long now) {
        if (input instanceof SourceInspected inspected) {
            return Step.of(m.with(inspected.facts()), new InspectTarget());
        } else if (input instanceof TargetInspected inspected && m.facts() != null && !m.recorded()) {
            if (!inspected.refusals().isEmpty()) {
                return refuse(m, Ending.refusing(inspected.refusals()), now);
            } else if (plan.preflightOnly()) {
                return transition(m, MigrationState.APPROVED, "both hosts agree", now);
            }
            return Step.of(m.asRecorded(), new WriteBegun());
        } else if (input instanceof BegunWritten && m.recorded()) {
            return transition(m, MigrationState.PREPARING, "both hosts agree", now, new PrepareTarget());
        } else if (input instanceof BegunFailed failed && m.recorded()) {
            return refuse(m, Ending.because("the migration could not be recorded: " + failed.message()), now);
        }
        return Step.unchanged(m);
    }

    private Step preparing(Migration m, MigrationInput input, long now) {
        if (input instanceof TargetPrepared prepared) {
            return Step.of(m, new StartSource(prepared.streamPort()));
        } else if (input instanceof SourceStarted) {
            return transition(m, MigrationState.ROUNDS, "the image stream is connected", now, new RunRound(1));
        }
        return Step.unchanged(m);
    }

    private Step rounds(Migration m, MigrationInput input, long now) {
        if (!(input instanceof RoundDone done)
                || done.figures().number() != m.rounds().size() + 1) {
            return Step.unchanged(m);
        }
        Migration next = m.withRound(done.figures());
        RoundVerdict verdict = plan.rounds().judge(next.rounds());
        MigrationEvent event = new MigrationEvent(
                plan.migrationId(),
                next.sequence(),
                MigrationEvent.Kind.ROUND,
                m.state(),
                m.state(),
                verdict.reason(),
                EventFigures.of(done.figures(), verdict));
        if (!verdict.freeze()) {
            return new Step(next, List.of(new RunRound(next.rounds().size() + 1)), List.of(event));
        }
        Votes asked = new Votes(true, null, false);
        Step frozen = transition(
                next.with(asked), MigrationState.FREEZING, verdict.reason(), now, new Freeze(), new AwaitReady());
        List<MigrationEvent> events = new ArrayList<>(List.of(event));
        events.addAll(frozen.events());
        return new Step(frozen.next(), frozen.effects(), events);
    }

    private Step votes(Migration m, MigrationInput input, long now) {
        Votes before = m.votes();
        Votes votes = before;
        if (input instanceof Prepared prepared && before.prepared() == null) {
            votes = before.withPrepared(prepared.figures());
        } else if (input instanceof Ready && !before.ready()) {
            votes = before.withReady();
        }
        if (votes.equals(before)) {
            return Step.unchanged(m);
        }
        Migration voted = m.with(votes);
        if (m.state() == MigrationState.FREEZING) {
            String who = votes.ready() ? "the target is ready" : "the source has sent everything";
            return transition(voted, MigrationState.AWAITING_VOTES, who, now);
        }
        return transition(voted, MigrationState.DECIDING, "both sides voted", now, new WriteDecision(Decision.COMMIT));
    }

    private Step deciding(Migration m, MigrationInput input, long now) {
        if (input instanceof DecisionWritten written) {
            return written.decision() == Decision.COMMIT
                    ? commitTarget(m, now)
                    : tellAbort(abort(m, Ending.because("another coordinator has decided ABORT"), now), now);
        } else if (input instanceof DecisionFailed failed) {
            return abort(m, Ending.because("the decision could not be written: " + failed.message()), now);
        }
        return Step.unchanged(m);
    }

    private Step aborting(Migration m, MigrationInput input, long now) {
        if (m.settlement().decision() == null) {
            return abortUndecided(m, input, now);
        } else if (input instanceof Aborted aborted) {
            Settlement rest = m.settlement().confirmedBy(aborted.side());
            if (rest.waitingFor().isEmpty()) {
                return transition(
                        m.with(rest), MigrationState.ABORTED, m.ending().reason(), now);
            }
            // The source runs on: what the target leaves behind can wait for its agent.
            boolean sourceRuns = !rest.waitingFor().contains(Side.SOURCE);
            return Step.of(
                    sourceRuns ? m.with(rest).withDeadline(now + plan.limits().undoNanos()) : m.with(rest));
        }
        return Step.unchanged(m);
    }

    private Step abortUndecided(Migration m, MigrationInput input, long now) {
        if (input instanceof DecisionWritten written) {
            return written.decision() == Decision.COMMIT ? commitTarget(m, now) : tellAbort(Step.of(m), now);
        } else if (input instanceof DecisionFailed failed) {
            // To the only one who may ever write COMMIT a log that certainly holds nothing reads as ABORT, and so does
            // any
            // before the votes were asked for. From whom a migration was taken over may live on, and write in a moment.
            boolean nothingComes = failed.nothingWritten() && !m.isTakenOver();
            boolean noCommit = nothingComes || !m.votes().asked();
            return noCommit ? tellAbort(Step.of(m), now) : withdraw(m, now);
        } else if (input instanceof Aborted aborted && aborted.side() == Side.TARGET) {
            Migration told = told(m, Decision.ABORT, EnumSet.of(Side.SOURCE), now);
            return Step.of(told, orders(told));
        }
        return Step.unchanged(m);
    }

    /** The log may hold anything: the target is asked to give up its vessel, and the log is asked again in a moment. */
    private Step withdraw(Migration m, long now) {
        boolean first = m.settlement().waitingFor().isEmpty();
        Settlement target =
                Settlement.of(null, EnumSet.of(Side.TARGET), now + plan.limits().retryNanos());
        Migration next = m.with(target);
        return first ? Step.of(next, orders(next)) : Step.of(next);
    }

    private Step committingTarget(Migration m, MigrationInput input, long now) {
        if (input instanceof Resumed resumed) {
            Migration arrived = m.with(resumed.arrival());
            return transition(
                    told(arrived, Decision.COMMIT, EnumSet.of(Side.SOURCE), now),
                    MigrationState.COMMITTING_SOURCE,
                    "runs on the target with " + resumed.arrival().pids(),
                    now,
                    new Commit(Side.SOURCE));
        } else if (input instanceof VesselLost lost) {
            Migration told = told(m.with(Ending.because(lost.message())), Decision.ABORT, EnumSet.of(Side.SOURCE), now);
            return transition(told, MigrationState.RETURNING, lost.message(), now, orders(told));
        }
        return Step.unchanged(m);
    }

    private Step committingSource(Migration m, MigrationInput input, long now) {
        return input instanceof Reaped
                ? transition(
                        m.with(m.settlement().confirmedBy(Side.SOURCE)),
                        MigrationState.DONE,
                        "the source is clean",
                        now)
                : Step.unchanged(m);
    }

    private Step returning(Migration m, MigrationInput input, long now) {
        return input instanceof Aborted aborted && aborted.side() == Side.SOURCE
                ? transition(
                        m.with(m.settlement().confirmedBy(Side.SOURCE)),
                        MigrationState.ABORTED,
                        m.ending().reason(),
                        now)
                : Step.unchanged(m);
    }

    private Step tick(Migration m, long now) {
        if (now - m.deadlineNanos() >= 0) {
            return expired(m, now);
        }
        Settlement settlement = m.settlement();
        if (settlement.waitingFor().isEmpty() || now - settlement.nextAttemptNanos() < 0) {
            return Step.unchanged(m);
        }
        Migration again = m.with(settlement.toldAgain(now + plan.limits().answerNanos()));
        List<MigrationEffect> effects = new ArrayList<>(List.of(orders(again)));
        if (settlement.decision() == null) {
            effects.add(new WriteDecision(Decision.ABORT));
        }
        return new Step(again, effects, List.of());
    }

    private Step expired(Migration m, long now) {
        Ending late = m.ending().orReason("no answer in time while " + m.state().sentence());
        return switch (m.state()) {
            case PREFLIGHT -> refuse(m, late, now);
            case PREPARING, ROUNDS -> abort(m, late, now);
            case FREEZING, AWAITING_VOTES, DECIDING -> abort(m, tooLong(m, late), now);
            case ABORTING -> undoExpired(m, now);
            default -> inDoubt(m.with(late), now);
        };
    }

    private Ending tooLong(Migration m, Ending late) {
        long seconds = plan.limits().freezeNanos() / NANOS_PER_SECOND;
        return Ending.because(
                "the freeze has lasted longer than the allowed " + seconds + " s (--max-freeze): " + late.reason());
    }

    /** The source confirmed, or never stopped the tree: then it runs there, whoever is silent. */
    private Step undoExpired(Migration m, long now) {
        Settlement settlement = m.settlement();
        boolean runsThere = !m.votes().asked() || !settlement.waitingFor().contains(Side.SOURCE);
        if (settlement.decision() == Decision.ABORT && runsThere) {
            String silent = settlement.waitingFor().contains(Side.SOURCE) ? "the source" : "the target";
            Ending ending = m.ending()
                    .withAdvice(
                            silent
                                    + " did not confirm that it cleaned up; its agent does so when it is back, or crj-migrate recover tells it");
            return transition(m.with(ending), MigrationState.ABORTED, ending.reason(), now);
        }
        return inDoubt(m, now);
    }

    private Step cancel(Migration m, long now) {
        Ending cancelled = Ending.cancelledBecause("cancelled");
        return switch (m.state()) {
            case PREFLIGHT -> transition(m.with(cancelled), MigrationState.ABORTED, "cancelled", now);
            case PREPARING, ROUNDS, FREEZING, AWAITING_VOTES, DECIDING -> abort(m, cancelled, now);
            default -> Step.unchanged(m);
        };
    }

    private Step agentFailed(Migration m, AgentFailed failure, long now) {
        Ending ending = Ending.because(failure.message());
        return switch (m.state()) {
            case PREFLIGHT -> refuse(m, ending, now);
            case PREPARING, ROUNDS, FREEZING, AWAITING_VOTES -> abort(m, ending, now);
            case COMMITTING_TARGET, COMMITTING_SOURCE, RETURNING, ABORTING -> {
                boolean matters = m.settlement().waitingFor().contains(failure.side());
                Settlement sooner = m.settlement()
                        .nextAttemptAt(
                                now + plan.limits().pauseNanos(m.settlement().attempts()));
                yield Step.of(matters ? m.with(sooner).with(lastFailure(m, failure)) : m);
            }
            default -> Step.unchanged(m);
        };
    }

    /** While committing the latest failure explains a possible doubt; while undoing the first one stays the cause. */
    private static Ending lastFailure(Migration m, AgentFailed failure) {
        return m.state() == MigrationState.ABORTING ? m.ending() : Ending.because(failure.message());
    }

    private Step refuse(Migration m, Ending ending, long now) {
        return transition(m.with(ending), MigrationState.REFUSED, ending.reason(), now);
    }

    private Step abort(Migration m, Ending ending, long now) {
        return transition(
                m.with(ending), MigrationState.ABORTING, ending.reason(), now, new WriteDecision(Decision.ABORT));
    }

    /** Replaces the effects of {@code step}, which entered or stays in ABORTING, with the orders to both sides. */
    private Step tellAbort(Step step, long now) {
        Migration told = told(step.next(), Decision.ABORT, EnumSet.allOf(Side.class), now);
        // A tree that was never told to stop runs whatever the source says: no need to wait long for it.
        Migration next = told.votes().asked()
                ? told
                : told.withDeadline(now + plan.limits().undoNanos());
        return new Step(next, List.of(orders(next)), step.events());
    }

    private Step commitTarget(Migration m, long now) {
        return transition(
                told(m.with(Ending.NONE), Decision.COMMIT, EnumSet.of(Side.TARGET), now),
                MigrationState.COMMITTING_TARGET,
                "the decision is written",
                now,
                new Commit(Side.TARGET));
    }

    private Step inDoubt(Migration m, long now) {
        Ending ending = m.ending().withAdvice(OperatorAdvice.of(m));
        return transition(m.with(ending), MigrationState.IN_DOUBT, ending.reason(), now);
    }

    private Migration told(Migration m, Decision decision, EnumSet<Side> sides, long now) {
        return m.with(Settlement.of(decision, sides, now + plan.limits().answerNanos()));
    }

    /** What the sides that have not confirmed must be told; the source first, it is the one that waits. */
    private static MigrationEffect[] orders(Migration m) {
        return EnumSet.copyOf(m.settlement().waitingFor()).stream()
                .map(side -> m.settlement().decision() == Decision.COMMIT
                        ? new Commit(side)
                        : new Abort(side, m.ending().reason()))
                .toArray(MigrationEffect[]::new);
    }

    /** The only way from one state to another; yields the event too. */
    private Step transition(Migration m, MigrationState to, String reason, long now, MigrationEffect... effects) {
        if (!to.follows(m.state())) {
            throw new IllegalStateException(to + " does not follow " + m.state());
        }
        Migration next = m.entered(to, deadline(m, to, now));
        List<MigrationEffect> all = new ArrayList<>(List.of(effects));
        // A side that did not confirm, perhaps held ready, still has to be told: then the log keeps the migration open.
        boolean settled = to.isTerminal()
                && to != MigrationState.IN_DOUBT
                && m.settlement().waitingFor().isEmpty();
        if (settled && m.recorded()) {
            all.add(new WriteEnded(to));
        }
        return new Step(next, all, List.of(stateEvent(next, m.state(), reason)));
    }

    private MigrationEvent stateEvent(Migration entered, MigrationState from, String reason) {
        MigrationState to = entered.state();
        Map<String, Object> figures = EventFigures.of(entered, to);
        return new MigrationEvent(
                plan.migrationId(), entered.sequence(), MigrationEvent.Kind.STATE, from, to, reason, figures);
    }

    private long deadline(Migration m, MigrationState to, long now) {
        MigrationLimits limits = plan.limits();
        return switch (to) {
            case PREFLIGHT -> now + limits.preflightNanos();
            case PREPARING -> now + limits.preparingNanos();
            case ROUNDS -> m.startedNanos() + limits.beforeFreezeNanos();
            case FREEZING -> now + limits.freezeNanos();
            case AWAITING_VOTES, DECIDING -> m.deadlineNanos();
            default -> now + limits.settleNanos();
        };
    }
}
