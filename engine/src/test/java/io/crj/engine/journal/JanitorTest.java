package io.crj.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.proc.ProcessIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals of runs that died, of the kind that names directories of ours below the one for temporary files. */
class JanitorTest {

    private static final String ID = "00000000-0000-0000-0000-";

    @TempDir
    private Path tmp;

    private Path journals;
    private Janitor janitor;
    private JournalHeader dead;

    @BeforeEach
    void endAProcess() throws Exception {
        journals = Files.createDirectory(tmp.resolve("journals"));
        janitor = new Janitor(journals);
        Process process = new ProcessBuilder("sleep", "100").start();
        ProcessIdentity maker = ProcessIdentity.of((int) process.pid());
        process.destroyForcibly().waitFor();
        JournalHeader here = JournalHeader.ofThisProcess();
        dead = new JournalHeader(maker, here.boot(), here.pids(), here.network());
    }

    private Path leftover(int number) throws IOException {
        return Files.createDirectory(tmp.resolve("crj-unix-" + ID + String.format("%012d", number)));
    }

    private static String note(int number, Path directory) {
        return "+ " + number + " "
                + SideEffectCodec.encode(SideEffect.of("private-names", "directory", directory.toString()));
    }

    private Path write(JournalHeader header, String... lines) throws IOException {
        Path file = journals.resolve("left");
        StringBuilder all = new StringBuilder();
        Stream.concat(Stream.of(SideEffectCodec.encode(header.toLine())), Stream.of(lines))
                .forEach(line -> all.append(new String(JournalLines.encode(line), StandardCharsets.US_ASCII)));
        return Files.writeString(file, all);
    }

    @Test
    void shouldUndoWhatADeadRunLeftAndForgetIt() throws Exception {
        Path gone = leftover(1);
        Path left = leftover(2);
        Path file = write(dead, note(1, gone), note(2, left), "- 1");

        assertThat(janitor.clean().done())
                .singleElement()
                .asString()
                .contains("undone: private-names", left.toString());

        assertThat(left).doesNotExist();
        assertThat(gone).as("said to be gone already").exists();
        assertThat(file).doesNotExist();
        assertThat(janitor.clean()).isEqualTo(new Janitor.Report(List.of(), List.of()));
    }

    @Test
    void shouldCompleteWhatWasCommitted() throws Exception {
        write(dead, note(1, leftover(1)), "! committed");

        assertThat(janitor.clean().done()).singleElement().asString().startsWith("completed: ");
    }

    @Test
    void shouldStopAtATornTail() throws Exception {
        Path left = leftover(1);
        Path file = write(dead, note(1, left));
        String torn = new String(JournalLines.encode(note(2, leftover(2))), StandardCharsets.US_ASCII);
        Files.writeString(file, Files.readString(file) + torn.substring(0, torn.length() / 2));

        assertThat(janitor.clean().failed()).isEmpty();

        assertThat(left).doesNotExist();
    }

    @Test
    void shouldLeaveALiveRunAlone() throws Exception {
        Path used = leftover(1);
        try (FileJournal live = janitor.begin()) {
            Journal.Entry entry = live.note(SideEffect.of("private-names", "directory", used.toString()));
            assertThat(janitor.clean().done()).isEmpty();
            assertThat(used).exists();
            entry.gone();
        }
        assertThat(journals).isEmptyDirectory();
    }

    @Test
    void shouldLeaveToOthersWhatTheySee() throws Exception {
        Path used = leftover(1);
        write(new JournalHeader(dead.maker(), dead.boot(), dead.pids(), "net:[1]"), note(1, used));

        assertThat(janitor.clean().done()).isEmpty();

        assertThat(used).exists();
    }

    @Test
    void shouldOnlyUndoFilesAfterTheHostWasStartedAnew() throws Exception {
        Path left = leftover(1);
        JournalHeader before = new JournalHeader(dead.maker(), "another", "pid:[1]", "net:[1]");
        String lock = SideEffectCodec.encode(SideEffect.of("network-lock", "method", "no such method", "id", "x"));
        write(before, note(1, left), "+ 2 " + lock);

        assertThat(janitor.clean().failed()).isEmpty();

        assertThat(left).doesNotExist();
    }

    @Test
    void shouldKeepWhatCannotBeUndone() throws Exception {
        Path left = leftover(1);
        Path file = write(dead, note(1, left), note(2, tmp.resolve("of-somebody-else")));

        assertThat(janitor.clean().failed()).singleElement().asString().contains("of-somebody-else");

        assertThat(left).doesNotExist();
        assertThat(file).exists();
    }
}
