package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that need an option, or none of whose names lead to them: there and back again, and between crj and CRIU. */
class FilesOptionsTest {

    @TempDir
    Path tmp;

    private Path image;

    @BeforeEach
    void createImageDirectory() throws IOException {
        image = Files.createDirectory(tmp.resolve("image"));
    }

    private static String[] dump(Victim victim, Path image, String... more) {
        List<String> line = new ArrayList<>(List.of("dump", "-t", victim.pid(), "-D", image.toString()));
        line.addAll(List.of(more));
        return line.toArray(String[]::new);
    }

    private static String[] words(String options) {
        return options == null ? new String[0] : options.split(" ");
    }

    /** Names that dumps gave to files. */
    private List<Path> links() throws IOException {
        try (Stream<Path> files = Files.list(tmp.resolve("work"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("link_remap."))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"device,--evasive-devices", "linkremap,--link-remap", "fifo,", "fifohalf,", "places,--ghost-limit 2M"})
    void shouldSurviveTwoTrips(String name, String options) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            victim.assertUnharmed();
            trip(victim, image, options);
            trip(victim, Files.createDirectory(tmp.resolve("second")), options);
            assertThat(links()).isEmpty();
        }
    }

    private static void trip(Victim victim, Path image, String options) throws Exception {
        Crj.run(dump(victim, image, words(options)));
        victim.awaitGone();
        Crj.run("restore", "-D", image.toString(), "-d");
        victim.assertUnharmed();
    }

    @ParameterizedTest
    @CsvSource({"device,--evasive-devices", "linkremap,--link-remap", "fifo,", "fifohalf,", "places,"})
    void shouldNotNoticeADump(String name, String options) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run(dump(victim, image, (options == null ? "-R" : "-R " + options).split(" ")));
            victim.assertUnharmed();
            assertThat(links()).isEmpty();
        }
    }

    /** CRIU forgets what waits in a fifo without a reader, and has no word for a reader that waits: no half fifos here. */
    @ParameterizedTest
    @CsvSource({"device,--evasive-devices", "linkremap,--link-remap", "fifo,", "places,"})
    void shouldDumpWhatCriuRestores(String name, String options) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            Crj.run(dump(victim, image, words(options)));
            victim.awaitGone();
            CriuPeer.restore(image);
            victim.assertUnharmed();
            assertThat(links()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"device,--evasive-devices", "linkremap,--link-remap", "fifo,", "places,"})
    void shouldRestoreWhatCriuDumped(String name, String options) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            CriuPeer.dump(Integer.parseInt(victim.pid()), image, words(options));
            victim.awaitGone();
            Crj.run("restore", "-D", image.toString(), "-d");
            victim.assertUnharmed();
            assertThat(links()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"device,--evasive-devices", "linkremap,--link-remap"})
    void shouldNameTheOptionThatIsMissing(String name, String option) throws Exception {
        try (Victim victim = Victim.start(name, tmp)) {
            assertThat(Crj.refuse(dump(victim, image))).contains("pid " + victim.pid(), option);
            assertThat(links()).isEmpty();
            victim.assertUnharmed();
        }
    }

    @Test
    void shouldSayHowLargeAGhostIs() throws Exception {
        try (Victim victim = Victim.start("ghost", tmp)) {
            assertThat(Crj.refuse(dump(victim, image, "--ghost-limit", "1K")))
                    .contains("up to 1024 bytes; this one occupies", "--ghost-limit ");
            victim.assertUnharmed();
        }
    }

    @Test
    void shouldNotTakeALinkThatARestoreHasUsedAlready() throws Exception {
        try (Victim victim = Victim.start("linkremap", tmp)) {
            trip(victim, image, "--link-remap");
            victim.close();
            assertThat(Crj.refuse("restore", "-D", image.toString(), "-d")).contains("link_remap.", "is not here");
        }
    }

    @Test
    void shouldCleanUpAfterADumpThatDied() throws Exception {
        Path script = Files.writeString(
                tmp.resolve("script"), "#!/bin/sh\n[ $CRTOOLS_SCRIPT_ACTION != post-dump ] || kill -9 $PPID\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        try (Victim victim = Victim.start("linkremap", tmp)) {
            Crj.refuse(dump(victim, image, "--link-remap", "--action-script", script.toString()));
            List<Path> left = links();
            assertThat(left).hasSize(1);
            assertThat(Crj.run("janitor")).contains(left.get(0).toString());
            assertThat(links()).isEmpty();
            victim.assertUnharmed();
        }
    }
}
