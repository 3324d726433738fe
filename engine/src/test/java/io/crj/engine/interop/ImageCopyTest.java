package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.image.ImageDirectory;
import io.crj.engine.image.ImageReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image layer on its own: what it read from CRIU and wrote again CRIU still restores. */
class ImageCopyTest {

    @TempDir
    Path tmp;

    @ParameterizedTest
    @ValueSource(strings = {"counter", "threads"})
    void shouldCopyAnImage(String victim) throws Exception {
        Path original = Files.createDirectory(tmp.resolve("original"));
        Path copy = tmp.resolve("copy");
        try (Subject subject = Subject.compiled(victim, tmp)) {
            CriuPeer.dump(subject.pid(), original);
            copy(original, copy, Optional.empty());
            subject.awaitGone();
            CriuPeer.restore(copy);
            subject.assertUnharmed();
        }
    }

    @Test
    void shouldSplitAnImageIntoIncrements() throws Exception {
        Path early = Files.createDirectory(tmp.resolve("early"));
        Path late = Files.createDirectory(tmp.resolve("late"));
        try (Subject subject = Subject.compiled("counter", tmp)) {
            CriuPeer.dump(subject.pid(), early, "-R");
            subject.assertUnharmed();
            CriuPeer.dump(subject.pid(), late);
            copy(early, tmp.resolve("first"), Optional.empty());
            copy(late, tmp.resolve("second"), Optional.of(Path.of("../first")));
            subject.awaitGone();
            CriuPeer.restore(tmp.resolve("second"));
            subject.assertUnharmed();
        }
        assertThat(Files.size(tmp.resolve("second/pages-1.img")))
                .isLessThan(Files.size(tmp.resolve("first/pages-1.img")) / 2);
    }

    private static void copy(Path from, Path to, Optional<Path> parent) throws IOException {
        try (ImageReader reader = ImageReader.open(from);
                ImageDirectory directory = ImageDirectory.create(to, parent)) {
            reader.play(directory);
        }
    }
}
