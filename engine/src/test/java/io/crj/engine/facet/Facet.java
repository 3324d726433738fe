package io.crj.engine.facet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A victim that holds one feature of the kernel, and what its first comment says about it.
 *
 * <pre>
 *   /* What it holds, in one sentence.
 *    * options: --file-locks            of dump and restore
 *    * dump: --link-remap               of dump only
 *    * restore: --root /                of restore only
 *    * criu: --file-locks               CRIU's own ones; or: cannot REASON
 *    * launch: unshare --pid --fork     words before the program
 *    * refused: part of a sentence      crj must refuse to dump it
 *    * migrate: no REASON
 *    * facet: AREA                      for victims that lie in no area's folder
 * </pre>
 *
 * @param source C file below {@link #ROOT}
 * @param about first sentence of the comment
 */
record Facet(Path source, String about, Map<String, String> lines) {

    static final Path ROOT = Path.of("src/test/victims");

    private static final Set<String> KEYS =
            Set.of("options", "dump", "restore", "criu", "launch", "refused", "migrate", "facet");
    private static final Pattern LINE = Pattern.compile("^\\s*/?\\*+\\s*([a-z]+):\\s+(.*?)\\s*(\\*/)?$");
    private static final String CANNOT = "cannot";

    /** All facets: of the areas' folders, and of the victims above them that say so. */
    static List<Facet> all() {
        try (Stream<Path> files = Files.walk(ROOT, 2)) {
            return files.filter(file -> file.toString().endsWith(".c"))
                    .sorted()
                    .map(Facet::read)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that is a facet. */
    static Optional<Facet> read(Path source) {
        try {
            String text = Files.readString(source);
            Facet facet = parse(source, text);
            boolean isVictim = text.contains("victim.h\"");
            boolean isElsewhere = source.getParent().equals(ROOT);
            return isVictim && (!isElsewhere || facet.lines.containsKey("facet"))
                    ? Optional.of(facet)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Facet parse(Path source, String text) {
        StringBuilder about = new StringBuilder();
        Map<String, String> lines = new HashMap<>();
        int end = text.indexOf("*/");
        for (String line : text.substring(0, end < 0 ? 0 : end).split("\n")) {
            Matcher form = LINE.matcher(line);
            if (form.matches() && KEYS.contains(form.group(1))) {
                lines.put(form.group(1), form.group(2));
            } else if (lines.isEmpty() && about.indexOf(".") < 0) {
                about.append(line.replaceFirst("^\\s*/?\\*+", "").strip()).append(' ');
            }
        }
        String first = about.toString().strip().replaceFirst("\\.\\s.*", ".");
        return new Facet(source, first, lines);
    }

    /** AREA/NAME. */
    String name() {
        String file = source.getFileName().toString();
        return area() + "/" + file.substring(0, file.length() - ".c".length());
    }

    String area() {
        return lines.getOrDefault("facet", source.getParent().getFileName().toString());
    }

    /** Whether tests of their own run it already. */
    boolean isTestedElsewhere() {
        return lines.containsKey("facet");
    }

    List<String> preDumpOptions() {
        return words("options");
    }

    List<String> dumpOptions() {
        return join(words("options"), words("dump"));
    }

    List<String> restoreOptions() {
        return join(words("options"), words("restore"));
    }

    List<String> criuDumpOptions() {
        return hasCriuOptions() ? join(words("criu"), words("dump")) : dumpOptions();
    }

    List<String> criuRestoreOptions() {
        return hasCriuOptions() ? join(words("criu"), words("restore")) : restoreOptions();
    }

    /** What is said of the peer may be prose. */
    private boolean hasCriuOptions() {
        return lines.getOrDefault("criu", "").startsWith("-");
    }

    /** Why CRIU cannot move it. */
    Optional<String> criuCannot() {
        return reason("criu", CANNOT);
    }

    List<String> launch() {
        return words("launch");
    }

    /** What crj's sentence about it has in it, when it must refuse. */
    Optional<String> refused() {
        return Optional.ofNullable(lines.get("refused"));
    }

    /** Why it must not go to another host. */
    Optional<String> staysHere() {
        return reason("migrate", "no");
    }

    private Optional<String> reason(String key, String word) {
        return Optional.ofNullable(lines.get(key))
                .filter(text -> text.equals(word) || text.startsWith(word + " "))
                .map(text -> text.substring(word.length()).strip());
    }

    private List<String> words(String key) {
        String text = lines.getOrDefault(key, "");
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
