package io.crj.chaos.simulation.bug;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.simulation.Campaign;
import io.crj.chaos.simulation.Outcome;
import io.crj.chaos.simulation.fault.Variant;
import io.crj.chaos.simulation.truth.Note;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator bites: each of these bugs is found within a bounded number of schedules. */
class SeededBugsTest {

    private static Stream<Arguments> bugs() {
        return Stream.of(
                bug("resumes on timeout after its vote", 1000, SourceBugs::resumesOnTimeout),
                bug("accepts ABORT after COMMIT", 10_000, SourceBugs::acceptsAbortAfterCommit),
                bug("forgets its vote in a crash", 1000, SourceBugs::forgetsItsVote),
                bug("votes before the vessel is complete", 1000, TargetBugs::votesTooEarly),
                bug("resumes on READY without a decision", 1000, TargetBugs::resumesWithoutDecision),
                bug("certifies LOST though the tree may have run", 10_000, TargetBugs::certifiesWhatItCannotKnow),
                bug("says that it ran though it may not have", 10_000, TargetBugs::believesThatItRan),
                bug("tells the decision before it is durable", 1000, CoordinatorBugs::tellsBeforeItIsDurable),
                bug("reaps the source before the target runs", 1000, CoordinatorBugs::reapsBeforeTheTargetRuns),
                bug("forgets the decision when it takes over", 1000, CoordinatorBugs::forgetsTheDecision),
                bug("takes a full log for ABORT", 50_000, CoordinatorBugs::takesAFullLogForAnAbort),
                bug("second coordinator is not fenced", 1000, WorldBugs::unfencedLog),
                bug("lock is not in the journal", 1000, () -> WorldBugs.losesNotes(Note.LOCK)),
                bug("hold is not in the journal", 1000, () -> WorldBugs.losesNotes(Note.HOLD)),
                bug("address is not in the journal", 1000, () -> WorldBugs.losesNotes(Note.ADDRESS)),
                bug("vessel is not in the journal", 1000, () -> WorldBugs.losesNotes(Note.VESSEL)),
                bug("file is not in the journal", 1000, () -> WorldBugs.losesNotes(Note.FILE)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bugs")
    void shouldFind(String name, int within, Supplier<Variant> bug) {
        Outcome found = new Campaign(1, within, bug).firstViolation();

        assertThat(found).as(name + ": not found in " + within + " schedules").isNotNull();
        System.out.printf("%s: found in schedule %d: %s%n", name, found.seed(), found.violation());
    }

    private static Arguments bug(String name, int within, Supplier<Variant> variant) {
        return Arguments.of(name, within, variant);
    }
}
