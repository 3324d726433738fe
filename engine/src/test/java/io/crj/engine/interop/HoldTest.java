package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.hold.HoldMethod;
import io.crj.engine.journal.Recovery;
import io.crj.engine.testing.LineJournal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A frozen tree whose dumper was killed stays as it is, until somebody decides. */
class HoldTest {

    private static final int STILL_MILLIS = 300;

    @TempDir
    Path tmp;

    private static String groupOf(int pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/cgroup")).stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .orElse("none");
    }

    private static void recover(Path directory, boolean committed) throws IOException {
        Recovery recovery = Recovery.of(LineJournal.left(JournalledDump.journal(directory)));
        if (committed) {
            recovery.complete();
        } else {
            recovery.undo();
        }
    }

    private static void assertStandsStill(Subject subject) throws Exception {
        int before = subject.lineCount();
        Thread.sleep(STILL_MILLIS);
        assertThat(subject.lineCount()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"counter, AUTOMATIC", "counter, SIGNALS", "threads, AUTOMATIC", "threads, SIGNALS"})
    void shouldHoldTheTreeOfADeadDumperUntilItIsUndone(String victim, HoldMethod method) throws Exception {
        try (Subject subject = Subject.compiled(victim, tmp)) {
            String group = groupOf(subject.pid());
            JournalledDump.freeze(subject.pid(), tmp, method).kill();
            assertStandsStill(subject);

            recover(tmp, false);
            recover(tmp, false);

            subject.assertUnharmed();
            assertThat(groupOf(subject.pid())).isEqualTo(group);
        }
    }

    @ParameterizedTest
    @EnumSource(HoldMethod.class)
    void shouldEndTheTreeOfADeadDumperWhenItIsCompleted(HoldMethod method) throws Exception {
        try (Subject subject = Subject.compiled("threads", tmp)) {
            JournalledDump.freeze(subject.pid(), tmp, method).kill();
            int lines = subject.lineCount();

            recover(tmp, true);
            recover(tmp, true);

            subject.awaitGone();
            assertThat(subject.lineCount()).isEqualTo(lines);
        }
    }

    @ParameterizedTest
    @EnumSource(HoldMethod.class)
    void shouldEndTheTreeWithoutAWordToItsPeers(HoldMethod method) throws Exception {
        try (Victim victim = Victim.start("tcp_server", tmp);
                Socket client = connect()) {
            victim.assertUnharmed();
            JournalledDump.freeze(Integer.parseInt(victim.pid()), tmp, method).kill();

            recover(tmp, true);

            victim.awaitGone();
            client.setSoTimeout(STILL_MILLIS);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private Socket connect() throws IOException {
        int port = Integer.parseInt(
                Files.readString(tmp.resolve("work").resolve("port")).trim());
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void shouldHoldAWholeFamily() throws Exception {
        try (Victim victim = Victim.start("family", tmp)) {
            JournalledDump.freeze(Integer.parseInt(victim.pid()), tmp, HoldMethod.AUTOMATIC)
                    .kill();
            recover(tmp, false);
            victim.assertUnharmed();
        }
    }
}
