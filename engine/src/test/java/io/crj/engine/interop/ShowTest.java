package io.crj.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code crj show} prints what {@code crit show} prints, as far as names and structure go. */
class ShowTest {

    private static final Pattern NAME = Pattern.compile("\"([a-z0-9_]+)\":");

    @TempDir
    Path tmp;

    @Test
    void shouldNameFieldsInTheOrderCritDoes() throws Exception {
        Path image = Files.createDirectory(tmp.resolve("image"));
        try (Subject subject = Subject.compiled("threads", tmp)) {
            CriuPeer.dump(subject.pid(), image);
            subject.awaitGone();
        }
        for (Path file : entries(image)) {
            String theirs = CriuPeer.show(file);
            String ours = Crj.run("show", file.toString());
            assertThat(names(ours)).as(file.toString()).isEqualTo(names(theirs));
            assertThat(ours.lines().findFirst()).isEqualTo(theirs.lines().findFirst());
        }
    }

    private static List<Path> entries(Path image) throws IOException {
        try (Stream<Path> files = Files.list(image)) {
            return files.filter(file -> !file.toString().endsWith(".log"))
                    .filter(file -> !file.getFileName().toString().startsWith("pages-"))
                    .toList();
        }
    }

    private static List<String> names(String json) {
        return NAME.matcher(json).results().map(MatchResult::group).toList();
    }
}
