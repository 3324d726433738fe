package io.crj.engine.cli;

import io.crj.engine.error.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration file: an option a line, without the leading dashes, then its value if it has one, behind a space or {@code =}; {@code #} begins a comment,
 * quotes hold a value with spaces together, a backslash keeps the next character as it is.
 */
final class ConfigFile {

    /**
     * One option.
     *
     * @param number of the line, from 1
     * @param option without dashes
     */
    record Line(int number, String option, Optional<String> value) {

        /** As on a command line. */
        String argument() {
            return "--" + option + value.map(text -> "=" + text).orElse("");
        }
    }

    private ConfigFile() {}

    /** @throws EngineException naming file and line when a line has more than a value, or a quote does not end */
    static List<Line> parse(String name, String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            List<String> words = words(line, name + " line " + number);
            if (words.size() > 2) {
                throw new EngineException(name + " line " + number + ": an option and one value are wanted;"
                        + " put a value with spaces into quotes");
            }
            int equals = words.size() == 1 ? words.get(0).indexOf('=') : -1;
            if (equals > 0) {
                String option = words.get(0);
                lines.add(new Line(number, option.substring(0, equals), Optional.of(option.substring(equals + 1))));
            } else if (!words.isEmpty()) {
                Optional<String> value = words.size() == 2 ? Optional.of(words.get(1)) : Optional.empty();
                lines.add(new Line(number, words.get(0), value));
            }
        }
        return lines;
    }

    private static List<String> words(String line, String place) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!quoted && c == '#') {
                break;
            }
            if (!quoted && Character.isWhitespace(c)) {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            if (c == '"') {
                quoted = !quoted;
            } else {
                word.append(c == '\\' && i + 1 < line.length() ? line.charAt(++i) : c);
            }
        }
        if (quoted) {
            throw new EngineException(place + ": a quote is not closed");
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }
}
