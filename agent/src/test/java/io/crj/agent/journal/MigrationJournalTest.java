package io.crj.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Journal;
import io.crj.engine.journal.JournalLines;
import io.crj.engine.journal.SideEffect;
import io.crj.wire.message.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationJournalTest {

    private static final SideEffect RULE = SideEffect.of("rule", "table", "crj m-1");
    private static final SideEffect GROUP = SideEffect.of("group", "path", "/sys/fs/cgroup/ü/crj-m-1");

    @TempDir
    private Path temp;

    private MigrationStore store;

    @BeforeEach
    void open() {
        store = MigrationStore.open(temp.resolve("state"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldFindAllThatWasWritten() {
        MigrationJournal journal = store.create(header("m-1", 5), state("OPENING"));
        Journal.Entry rule = journal.note(RULE);
        journal.note(GROUP);
        journal.remember("root", "77");
        journal.record(
                new RecordedState("PREPARED", 9, "all is sent", ByteString.copyFrom(new byte[] {1, -2, 3})), true);
        rule.gone();
        rule.gone();

        MigrationJournal found = reopened();

        assertThat(found.header()).isEqualTo(header("m-1", 5));
        assertThat(found.state().name()).isEqualTo("PREPARED");
        assertThat(found.state().reason()).isEqualTo("all is sent");
        assertThat(found.state().answer().toByteArray()).containsExactly(1, -2, 3);
        assertThat(found.states()).extracting(RecordedState::name).containsExactly("OPENING", "PREPARED");
        assertThat(found.effects()).containsExactly(GROUP);
        assertThat(found.fact("root")).isEqualTo("77");
        assertThat(found.fact("other")).isEmpty();
    }

    @Test
    void shouldSayHowItEndedOnADiskThatFilledMeanwhile() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "small", disk.toString());
        try (MigrationStore small = MigrationStore.open(disk.resolve("state"));
                MigrationJournal journal = small.create(header("m-1", 5), state("OPENING"))) {
            Path rest = disk.resolve("rest");
            assertThatThrownBy(() -> Files.write(rest, new byte[2 << 20])).isInstanceOf(IOException.class);

            for (int i = 0; i < 100; i++) {
                journal.note(RULE);
            }
            journal.record(state("ABORTED"), true);

            assertThatThrownBy(() -> small.create(header("m-2", 5), state("OPENING")))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("ENOSPC");
            assertThat(disk.resolve("state").resolve("m-2.journal")).doesNotExist();
        } finally {
            run("umount", disk.toString());
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void shouldGoOnBehindATornLine() throws IOException {
        store.create(header("m-1", 5), state("OPENING")).note(GROUP);
        Files.writeString(file("m-1"), "12345678 = state name=PREP", StandardOpenOption.APPEND);

        MigrationJournal found = reopened();
        found.record(state("UNDOING"), false);
        found.note(RULE);

        found = reopened();
        assertThat(found.state().name()).isEqualTo("UNDOING");
        assertThat(found.effects()).containsExactly(GROUP, RULE);
    }

    @Test
    void shouldTakeEachPrefixOfAFileForWhatWasWrittenSoFar() throws IOException {
        MigrationJournal journal = store.create(header("m-1", 5), state("OPENING"));
        journal.note(GROUP);
        journal.record(state("PREPARED"), true);
        byte[] whole = Files.readAllBytes(file("m-1"));
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file("m-1"), Arrays.copyOf(whole, length));
            List<MigrationJournal> found = store.reopen();
            if (found.isEmpty()) {
                assertThat(file("m-1")).doesNotExist();
            } else {
                assertThat(found.get(0).state().name()).isEqualTo(length == whole.length ? "PREPARED" : "OPENING");
            }
        }
    }

    @Test
    void shouldNotGoOnWithAFileThatIsDamagedInTheMiddle() throws IOException {
        MigrationJournal journal = store.create(header("m-1", 5), state("OPENING"));
        long before = Files.size(file("m-1"));
        journal.note(GROUP);
        journal.record(state("PREPARED"), true);
        byte[] bytes = Files.readAllBytes(file("m-1"));
        bytes[(int) before + 12] ^= 1;
        Files.write(file("m-1"), bytes);

        assertThatThrownBy(store::reopen)
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("m-1.journal is damaged in the middle");
    }

    @Test
    void shouldNotTakeAnotherFileForAJournal() throws IOException {
        Files.write(file("m-1"), JournalLines.encode("crj-migration-9 id=m-1"));
        assertThatThrownBy(store::reopen).hasMessageContaining("another version of crj");
    }

    @Test
    void shouldKeepOnlyHowItEnded() throws IOException {
        MigrationJournal journal = store.create(header("m-1", 5), state("OPENING"));
        journal.note(GROUP);
        journal.record(state("REAPED"), true);
        journal.compact();
        Files.writeString(temp.resolve("state/m-2.tmp"), "half");

        MigrationJournal found = reopened();

        assertThat(found.state().name()).isEqualTo("REAPED");
        assertThat(found.effects()).isEmpty();
        assertThat(found.header().order()).isEmpty();
        assertThat(temp.resolve("state/m-2.tmp")).doesNotExist();
    }

    @Test
    void shouldTellThatNothingCanBeRecordedAndLeaveNoHalfFile() throws IOException {
        store.create(header("m-1", 5), state("OPENING"));
        assertThatThrownBy(() -> store.create(header("m-1", 6), state("OPENING")))
                .isInstanceOf(JournalException.class);
        MigrationJournal closed = store.create(header("m-3", 6), state("OPENING"));
        closed.close();
        assertThatThrownBy(() -> closed.record(state("PREPARED"), true)).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> closed.note(RULE)).isInstanceOf(JournalException.class);
        assertThat(reopenedAll()).extracting(each -> each.state().name()).containsExactly("OPENING", "OPENING");
    }

    @Test
    void shouldBeReadByNobodyElse() throws IOException {
        store.create(header("m-1", 5), state("OPENING"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("m-1"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("state"))))
                .isEqualTo("rwx------");
    }

    @Test
    void shouldServeOneAgentAtATime() {
        assertThatThrownBy(() -> MigrationStore.open(temp.resolve("state"))).hasMessageContaining("--state-dir");
        store.close();
        store = MigrationStore.open(temp.resolve("state"));
    }

    @Test
    void shouldRememberThatItForgotSomethingThatRan() {
        store.create(header("m-1", 5), state("ABORTED"));
        store.create(header("m-2", 6), state("RESUMED"));
        store.forget("m-1", false);
        assertThat(store.hasForgottenWhatRan()).isFalse();
        store.forget("m-2", true);
        assertThat(store.hasForgottenWhatRan()).isTrue();
        assertThat(store.reopen()).isEmpty();
    }

    private Path file(String id) {
        return temp.resolve("state").resolve(id + ".journal");
    }

    private MigrationJournal reopened() {
        return reopenedAll().get(0);
    }

    private List<MigrationJournal> reopenedAll() {
        return store.reopen();
    }

    private static MigrationHeader header(String id, long begun) {
        return new MigrationHeader(
                id, Side.SIDE_SOURCE, 4242, "boot-1/pid:[1]", begun, "10.0.0.7:7070", ByteString.copyFrom(new byte[] {
                    8, 1
                }));
    }

    private static RecordedState state(String name) {
        return new RecordedState(name, 7, "", ByteString.EMPTY);
    }
}
