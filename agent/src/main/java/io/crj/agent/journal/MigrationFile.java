package io.crj.agent.journal;

import io.crj.engine.error.EngineException;
import io.crj.engine.journal.JournalLines;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.journal.SideEffectCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a file of {@link MigrationJournal} holds, but a torn line at its end.
 *
 * <pre>
 *   header             {@link MigrationHeader}
 *   = STATE            {@link RecordedState}
 *   &amp; FACT             something learnt later: name and value
 *   + NUMBER EFFECT    {@link SideEffectCodec}
 *   - NUMBER           that effect is gone
 * </pre>
 */
final class MigrationFile {

    static final String STATE = "= ";
    static final String FACT = "& ";
    static final String EFFECT = "+ ";
    static final String GONE = "- ";

    private final Path path;
    private MigrationHeader header;
    private RecordedState state;
    private long wholeBytes;
    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<Integer, SideEffect> effects = new TreeMap<>();
    private final List<RecordedState> states = new ArrayList<>();
    private int lastNumber;

    private MigrationFile(Path path) {
        this.path = path;
    }

    /**
     * Empty when not even header and first state were written whole: then nothing was done.
     *
     * @throws EngineException when it cannot be read, or is another's
     */
    static Optional<MigrationFile> read(Path path) {
        MigrationFile file = new MigrationFile(path);
        try {
            String all = Files.readString(path, StandardCharsets.ISO_8859_1);
            int at = 0;
            for (int end = all.indexOf('\n'); end >= 0; end = all.indexOf('\n', at)) {
                Optional<String> text = JournalLines.decode(all.substring(at, end));
                if (text.isEmpty()) {
                    file.requireNothingAfter(all.substring(end + 1));
                    break;
                }
                file.take(text.get());
                at = end + 1;
            }
            file.wholeBytes = at;
        } catch (IOException | IllegalArgumentException e) {
            throw new EngineException("cannot read the journal " + path + ": " + e, e);
        }
        return file.state == null ? Optional.empty() : Optional.of(file);
    }

    /** A death in the middle of a write tears the last line only: anything else is a disk that cannot be trusted. */
    private void requireNothingAfter(String rest) {
        if (rest.lines().anyMatch(line -> JournalLines.decode(line).isPresent())) {
            throw new EngineException(
                    path + " is damaged in the middle: see to its migration by hand, then move it away");
        }
    }

    private void take(String text) {
        if (header == null) {
            SideEffect first = SideEffectCodec.decode(text);
            if (!MigrationHeader.isLine(first)) {
                throw new EngineException(path + " is no journal of a migration, or one of another version of crj");
            }
            header = MigrationHeader.parse(first);
            return;
        }
        String rest = text.substring(STATE.length());
        switch (text.substring(0, STATE.length())) {
            case STATE -> {
                state = RecordedState.parse(SideEffectCodec.decode(rest));
                states.add(state);
            }
            case FACT -> facts.putAll(SideEffectCodec.decode(rest).facts());
            case EFFECT -> {
                int space = rest.indexOf(' ');
                lastNumber = Integer.parseInt(rest, 0, space, 10);
                effects.put(lastNumber, SideEffectCodec.decode(rest.substring(space + 1)));
            }
            case GONE -> effects.remove(Integer.parseInt(rest));
            default -> throw new EngineException(path + " has a line that this crj does not know: " + text);
        }
    }

    MigrationHeader header() {
        return header;
    }

    /** All that were recorded, oldest first; at least one. */
    List<RecordedState> states() {
        return states;
    }

    Map<String, String> facts() {
        return facts;
    }

    /** Those not gone, by number. */
    Map<Integer, SideEffect> effects() {
        return effects;
    }

    int lastNumber() {
        return lastNumber;
    }

    /** How much of the file is whole. */
    long wholeBytes() {
        return wholeBytes;
    }
}
