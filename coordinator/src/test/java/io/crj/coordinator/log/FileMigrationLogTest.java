package io.crj.coordinator.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMigrationLogTest {

    @TempDir
    private Path folder;

    private FileMigrationLog log;
    private Path file;

    @BeforeEach
    void open() {
        log = new FileMigrationLog(folder.resolve("state/migrations"));
        file = folder.resolve("state/migrations/m-1.log");
    }

    @Test
    void shouldKeepTheFirstDecisionAndAllThatIsNeededToFinish() {
        try (OwnedMigration owned = log.begin(Samples.begun("m-1"))) {
            assertThat(owned.decide(Decision.COMMIT)).isEqualTo(Decision.COMMIT);
            assertThat(owned.decide(Decision.ABORT)).isEqualTo(Decision.COMMIT);
        }
        log.begin(Samples.begun("m-10")).close();

        FileMigrationLog other = new FileMigrationLog(folder.resolve("state/migrations"));
        assertThat(other.decide("m-1", Decision.ABORT)).isEqualTo(Decision.COMMIT);
        assertThat(other.decide("m-10", Decision.ABORT)).isEqualTo(Decision.ABORT);
        assertThat(other.all()).extracting(LoggedMigration::id).containsExactlyInAnyOrder("m-1", "m-10");
        LoggedMigration found = other.find("m-1").orElseThrow();
        assertThat(found.begun()).isEqualTo(Samples.begun("m-1"));
        assertThat(found.owner()).isEqualTo(Owner.self());
        assertThat(found.decidedBy()).isEqualTo(Owner.self().toString());
        assertThat(found.isEnded()).isFalse();
    }

    @Test
    void shouldShowWhoLeadsAndLetOnlyOneDoSo() {
        OwnedMigration first = log.begin(Samples.begun("m-1"));
        LoggedMigration found = log.find("m-1").orElseThrow();

        assertThat(log.isLed(found)).isTrue();
        assertThat(log.takeOver("m-1", true)).isEmpty();
        first.close();
        assertThat(log.isLed(found)).isFalse();
        try (OwnedMigration second = log.takeOver("m-1", false).orElseThrow()) {
            assertThat(second.found().term()).isEqualTo(1);
            assertThat(log.isLed(found)).isTrue();
            second.ended(MigrationState.ABORTED);
        }
        assertThat(log.find("m-1").orElseThrow().outcome()).isEqualTo(MigrationState.ABORTED);
    }

    @Test
    void shouldLetTheLeaderFindADecisionThatAnotherWrote() {
        try (OwnedMigration owned = log.begin(Samples.begun("m-1"))) {
            assertThat(new FileMigrationLog(folder.resolve("state/migrations")).decide("m-1", Decision.ABORT))
                    .isEqualTo(Decision.ABORT);
            assertThat(owned.decide(Decision.COMMIT)).isEqualTo(Decision.ABORT);
        }
    }

    @Test
    void shouldCountEachTakeover() {
        log.begin(Samples.begun("m-1")).close();
        for (int term = 1; term <= 3; term++) {
            try (OwnedMigration owned = log.takeOver("m-1", false).orElseThrow()) {
                assertThat(owned.found().term()).isEqualTo(term);
            }
        }
    }

    /** A kill or a power cut leaves any prefix of the file, and perhaps garbage behind it. */
    @Test
    void shouldAgreeWithWhoeverWasToldWhateverIsLeftOfTheFile() throws IOException {
        try (OwnedMigration owned = log.begin(Samples.begun("m-1"))) {
            owned.decide(Decision.COMMIT);
            owned.ended(MigrationState.DONE);
        }
        byte[] whole = Files.readAllBytes(file);
        String text = new String(whole, StandardCharsets.UTF_8);
        int begun = text.indexOf('\n') + 1;
        int decided = text.indexOf('\n', begun) + 1;
        byte[][] tails = {
            {}, "{\"record\"".getBytes(StandardCharsets.UTF_8), new byte[512], "{}\n\n".getBytes(StandardCharsets.UTF_8)
        };
        for (int length = 0; length <= whole.length; length++) {
            byte[] tail = tails[length % tails.length];
            byte[] left = Arrays.copyOf(whole, length + tail.length);
            System.arraycopy(tail, 0, left, length, tail.length);
            Files.write(file, left);
            if (length < begun) {
                assertThat(log.find("m-1")).as("prefix %d", length).isEmpty();
                continue;
            }
            Decision expected = length < decided ? Decision.ABORT : Decision.COMMIT;
            try (OwnedMigration owned = log.takeOver("m-1", false).orElseThrow()) {
                assertThat(owned.decide(Decision.ABORT)).as("prefix %d", length).isEqualTo(expected);
            }
            assertThat(log.find("m-1").orElseThrow().decision()).isEqualTo(expected);
        }
    }

    @Test
    void shouldRefuseAFileThatIsDamagedBeforeItsEnd() throws IOException {
        try (OwnedMigration owned = log.begin(Samples.begun("m-1"))) {
            owned.decide(Decision.COMMIT);
        }
        Files.writeString(file, "x" + Files.readString(file));

        assertThatThrownBy(() -> log.decide("m-1", Decision.ABORT))
                .isInstanceOfSatisfying(MigrationLogException.class, failure -> assertThat(failure.nothingWritten())
                        .isFalse())
                .hasMessageContaining("damaged");
        assertThat(log.all()).as("the others can be found").isEmpty();
    }

    @Test
    void shouldKnowThatNothingWasWrittenWhereNothingCanBe() throws IOException {
        Files.writeString(folder.resolve("state"), "a file where the folder should be");

        assertThatThrownBy(() -> log.begin(Samples.begun("m-1")))
                .isInstanceOfSatisfying(MigrationLogException.class, failure -> assertThat(failure.nothingWritten())
                        .isTrue())
                .hasMessageContaining("state/migrations");
        assertThat(log.all()).isEmpty();
    }

    @Test
    void shouldNotLeaveItsFolder() {
        assertThat(log.find("../m-1")).isEmpty();
        assertThatThrownBy(() -> log.decide("../m-1", Decision.ABORT)).isInstanceOf(IllegalArgumentException.class);
    }
}
