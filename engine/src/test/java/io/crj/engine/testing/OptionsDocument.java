package io.crj.engine.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The examples of docs/options.md: fenced blocks {@code console}, each line of which that begins with a dollar is a command. */
public final class OptionsDocument {

    private static final Path FILE = Path.of("../docs/options.md");
    private static final String FENCE = "```";
    private static final String BEGIN = FENCE + "console";

    /**
     * One block.
     *
     * @param line of the file, from 1, at which it begins
     * @param victim program of src/test/victims that {@code $PID} names; {@code shell} for commands that need none, {@code job}
     *     for one that {@code $PID} names and a shell began on its terminal; empty
     *     for a block that cannot run everywhere
     * @param commands in order
     */
    public record Example(int line, String victim, List<String> commands) {
        @Override
        public String toString() {
            return FILE.getFileName() + " line " + line + ": " + commands.get(0);
        }
    }

    private OptionsDocument() {}

    public static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        List<String> lines = Files.readAllLines(FILE);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(BEGIN)) {
                int begin = i + 1;
                String victim = lines.get(i).substring(BEGIN.length()).trim();
                List<String> commands = new ArrayList<>();
                while (!lines.get(++i).equals(FENCE)) {
                    if (lines.get(i).startsWith("$ ")) {
                        commands.add(lines.get(i).substring(2));
                    }
                }
                examples.add(new Example(begin, victim, List.copyOf(commands)));
            }
        }
        return examples;
    }
}
