package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.hold.HeldVessel;
import io.crj.engine.journal.Recovery;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.testing.LineJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A finished vessel whose builder was killed stays as it is, until somebody decides. */
class HeldVesselTest {

    private static final int STILL_MILLIS = 300;

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws Exception {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    private List<SideEffect> left() throws Exception {
        return LineJournal.left(JournalledRestore.journal(tmp));
    }

    private void build(Subject subject) throws Exception {
        Crj.run("dump", "-t", Integer.toString(subject.pid()), "-D", image.toString());
        subject.awaitGone();
        JournalledRestore.complete(image, tmp).kill();
    }

    @ParameterizedTest
    @ValueSource(strings = {"counter", "threads"})
    void shouldRunOnceItIsCompleted(String name) throws Exception {
        try (Subject subject = Subject.compiled(name, tmp)) {
            build(subject);
            int before = subject.lineCount();
            Thread.sleep(STILL_MILLIS);
            assertThat(subject.lineCount()).isEqualTo(before);
            HeldVessel vessel = HeldVessel.of(left()).orElseThrow();
            assertThat(vessel.isHeld()).isTrue();
            assertThat(vessel.root()).isEqualTo(subject.pid());

            Recovery.of(left()).complete();
            Recovery.of(left()).complete();

            subject.assertUnharmed();
            assertThat(vessel.isThere()).isTrue();
            assertThat(vessel.isHeld()).isFalse();
        }
    }

    @Test
    void shouldBeGoneOnceItIsUndone() throws Exception {
        try (Subject subject = Subject.compiled("threads", tmp)) {
            build(subject);
            int before = subject.lineCount();

            Recovery.of(left()).undo();
            Recovery.of(left()).undo();

            subject.awaitGone();
            assertThat(subject.lineCount()).isEqualTo(before);
            assertThat(HeldVessel.of(left()).orElseThrow().isThere()).isFalse();
        }
    }

    @Test
    void shouldRunAsAWholeFamily() throws Exception {
        try (Victim victim = Victim.start("family", tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString());
            victim.awaitGone();
            JournalledRestore.complete(image, tmp).kill();
            Recovery.of(left()).complete();
            victim.assertUnharmed();
        }
    }
}
