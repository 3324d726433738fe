package io.crj.engine.journal;

import io.crj.engine.error.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a {@link FileJournal} has left: everything up to the first line that is not whole. */
final class JournalFile {

    private final Path path;
    private JournalHeader header;
    private boolean committed;
    private final Map<Integer, SideEffect> open = new TreeMap<>();

    private JournalFile(Path path) {
        this.path = path;
    }

    /** Empty when not even the header was written: then nothing was done. */
    static Optional<JournalFile> read(Path path) {
        JournalFile file = new JournalFile(path);
        try {
            for (String line : Files.readString(path, StandardCharsets.US_ASCII).split("\n")) {
                Optional<String> text = JournalLines.decode(line);
                if (text.isEmpty()) {
                    break;
                }
                file.take(text.get());
            }
        } catch (IOException e) {
            throw new EngineException("cannot read the journal " + path + ": " + e, e);
        }
        return file.header == null ? Optional.empty() : Optional.of(file);
    }

    private void take(String text) {
        if (header == null) {
            SideEffect first = SideEffectCodec.decode(text);
            if (!JournalHeader.isLine(first)) {
                throw new EngineException(path + " is no journal of crj's, or one of another version");
            }
            header = JournalHeader.parse(first);
            return;
        }
        String[] words = text.split(" ", 3);
        switch (words[0]) {
            case "+" -> open.put(Integer.parseInt(words[1]), SideEffectCodec.decode(words[2]));
            case "-" -> open.remove(Integer.parseInt(words[1]));
            default -> committed = text.equals(FileJournal.COMMITTED);
        }
    }

    JournalHeader header() {
        return header;
    }

    boolean isCommitted() {
        return committed;
    }

    /** What is not done with, oldest first. */
    List<SideEffect> open() {
        return new ArrayList<>(open.values());
    }
}
