package io.crj.engine.resource.unixsocket;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.Aftermath;
import io.crj.engine.journal.SideEffect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A directory of {@link PrivateNames}: nobody needs it once the sockets are bound. */
public final class PrivateNamesAftermath implements Aftermath {

    public static final String KIND = "private-names";

    private static final Pattern OURS = Pattern.compile("crj-unix-[0-9a-f-]{36}");
    private static final String DIRECTORY = "directory";

    static SideEffect effect(Path directory) {
        return SideEffect.of(KIND, DIRECTORY, directory.toString());
    }

    @Override
    public void undo(Map<String, String> facts) {
        Path directory = Path.of(SideEffect.fact(facts, DIRECTORY));
        if (!OURS.matcher(directory.getFileName().toString()).matches()) {
            throw new EngineException("the journal names " + directory + ", which is no directory of crj's");
        }
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void complete(Map<String, String> facts) {
        undo(facts);
    }

    @Override
    public boolean outlivesKernel() {
        return true;
    }
}
