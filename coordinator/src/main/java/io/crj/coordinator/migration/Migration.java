package io.crj.coordinator.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything the machine knows about one migration; immutable.
 *
 * @param state where it stands
 * @param sequence number of the last event
 * @param startedNanos when it began, on the clock of the inputs
 * @param deadlineNanos when the state's time is over
 * @param recorded whether BEGUN was asked for, so that the log may hold this migration
 * @param facts what the source said; null before it answered
 * @param rounds the finished rounds in order
 * @param votes of both sides
 * @param settlement the decision and who has carried it out
 * @param arrival the target's report; null before the tree runs there
 * @param ending why it ends otherwise than migrated
 */
public record Migration(
        MigrationState state,
        long sequence,
        long startedNanos,
        long deadlineNanos,
        boolean recorded,
        SourceFacts facts,
        List<RoundFigures> rounds,
        Votes votes,
        Settlement settlement,
        Arrival arrival,
        Ending ending) {

    public Migration {
        rounds = List.copyOf(rounds);
    }

    static Migration begun(long nowNanos, long deadlineNanos) {
        return new Migration(
                MigrationState.PREFLIGHT,
                1,
                nowNanos,
                deadlineNanos,
                false,
                null,
                List.of(),
                Votes.NONE,
                Settlement.NONE,
                null,
                Ending.NONE);
    }

    /** One that was found in the log. */
    static Migration remembered(MigrationState state, Remembered found, long nowNanos, Ending ending) {
        return new Migration(
                state,
                found.firstSequence(),
                nowNanos,
                nowNanos,
                true,
                null,
                List.of(),
                Votes.UNKNOWN,
                Settlement.NONE,
                null,
                ending);
    }

    /** Whether another coordinator began it: nothing is recorded before the source has told the facts. */
    boolean isTakenOver() {
        return recorded && facts == null;
    }

    /** Bytes on the wire so far: all rounds and, once it is over, the freeze. */
    public long bytesSent() {
        long bytes = votes.prepared() == null ? 0 : votes.prepared().bytesSent();
        for (RoundFigures round : rounds) {
            bytes += round.bytesSent();
        }
        return bytes;
    }

    /** From the first stopped thread on the source to the first resumed one on the target; -1 if it did not happen. */
    public long freezeNanos() {
        return arrival == null || votes.prepared() == null
                ? -1
                : arrival.resumedUnixNanos() - votes.prepared().frozenUnixNanos();
    }

    Migration entered(MigrationState next, long deadline) {
        return new Migration(
                next,
                sequence + 1,
                startedNanos,
                deadline,
                recorded,
                facts,
                rounds,
                votes,
                settlement,
                arrival,
                ending);
    }

    Migration withRound(RoundFigures figures) {
        List<RoundFigures> all = new ArrayList<>(rounds);
        all.add(figures);
        return new Migration(
                state,
                sequence + 1,
                startedNanos,
                deadlineNanos,
                recorded,
                facts,
                all,
                votes,
                settlement,
                arrival,
                ending);
    }

    Migration withDeadline(long value) {
        return new Migration(
                state, sequence, startedNanos, value, recorded, facts, rounds, votes, settlement, arrival, ending);
    }

    Migration asRecorded() {
        return new Migration(
                state, sequence, startedNanos, deadlineNanos, true, facts, rounds, votes, settlement, arrival, ending);
    }

    Migration with(SourceFacts value) {
        return new Migration(
                state,
                sequence,
                startedNanos,
                deadlineNanos,
                recorded,
                value,
                rounds,
                votes,
                settlement,
                arrival,
                ending);
    }

    Migration with(Votes value) {
        return new Migration(
                state,
                sequence,
                startedNanos,
                deadlineNanos,
                recorded,
                facts,
                rounds,
                value,
                settlement,
                arrival,
                ending);
    }

    Migration with(Settlement value) {
        return new Migration(
                state, sequence, startedNanos, deadlineNanos, recorded, facts, rounds, votes, value, arrival, ending);
    }

    Migration with(Arrival value) {
        return new Migration(
                state,
                sequence,
                startedNanos,
                deadlineNanos,
                recorded,
                facts,
                rounds,
                votes,
                settlement,
                value,
                ending);
    }

    Migration with(Ending value) {
        return new Migration(
                state,
                sequence,
                startedNanos,
                deadlineNanos,
                recorded,
                facts,
                rounds,
                votes,
                settlement,
                arrival,
                value);
    }
}
