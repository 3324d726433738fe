package io.crj.engine.testing;

import io.crj.engine.journal.Journal;
import io.crj.engine.journal.SideEffect;
import io.crj.engine.journal.SideEffectCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A journal in a file: a line for each note, and one when it is gone. */
public final class LineJournal implements Journal {

    private final Path file;
    private int count;

    public LineJournal(Path file) {
        this.file = file;
    }

    @Override
    public synchronized Entry note(SideEffect effect) {
        int number = count++;
        append(number + " " + SideEffectCodec.encode(effect));
        return () -> append("gone " + number);
    }

    private void append(String line) {
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is not gone, oldest first; nothing when there is no file. */
    public static List<SideEffect> left(Path file) throws IOException {
        Map<String, SideEffect> left = new TreeMap<>((a, b) -> Integer.parseInt(a) - Integer.parseInt(b));
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("gone")) {
                    left.remove(words[1]);
                } else {
                    left.put(words[0], SideEffectCodec.decode(words[1]));
                }
            }
        }
        return new ArrayList<>(left.values());
    }
}
