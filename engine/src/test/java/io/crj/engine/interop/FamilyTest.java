package io.crj.engine.interop;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree of processes: sessions, groups, dead and stopped children, shared memory, pipes and descriptor tables. */
class FamilyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path tmp;

    private Path image;
    private List<ProcessHandle> members;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"family", "unix_family", "fifo_family"})
    void shouldSurviveTwoTrips(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            crjDump(victim, image);
            Crj.run("restore", "-D", image.toString(), "-d");
            victim.assertUnharmed();
            Path second = Files.createDirectory(tmp.resolve("second"));
            crjDump(victim, second);
            Crj.run("restore", "-D", second.toString(), "-d");
            victim.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"family", "unix_family", "fifo_family"})
    void shouldNotNoticeADump(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run("dump", "-t", victim.pid(), "-D", image.toString(), "-R");
            victim.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"family", "unix_family", "fifo_family"})
    void shouldDumpWhatCriuRestores(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            crjDump(victim, image);
            CriuPeer.restore(image);
            victim.assertUnharmed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"family", "unix_family", "fifo_family"})
    void shouldRestoreWhatCriuDumped(String name) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            remember(victim);
            CriuPeer.dump(Integer.parseInt(victim.pid()), image);
            awaitAllGone();
            Crj.run("restore", "-D", image.toString(), "-d");
            victim.assertUnharmed();
        }
    }

    private void crjDump(Victim victim, Path directory) throws Exception {
        remember(victim);
        Crj.run("dump", "-t", victim.pid(), "-D", directory.toString());
        awaitAllGone();
    }

    private void remember(Victim victim) {
        members = ProcessHandle.of(Long.parseLong(victim.pid())).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }

    /** Orphans are gone when whoever inherits them has noticed their end. */
    private void awaitAllGone() {
        await().atMost(PATIENCE)
                .until(() -> members.stream().noneMatch(member -> Files.exists(Path.of("/proc/" + member.pid()))));
    }
}
