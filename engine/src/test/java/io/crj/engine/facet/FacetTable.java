package io.crj.engine.facet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The table of docs/facets.md: a row to a facet, a column to a way, and a note to each cell that says no. */
final class FacetTable {

    private static final int LONGEST_NOTE = 260;
    private static final String YES = "yes";
    /** What CRIU says of itself, whatever comes of it. */
    private static final String ALWAYS = "RLIMIT_NOFILE for self";

    private static final Map<Way, String> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put(Way.CRJ_TO_CRJ, "crj → crj");
        COLUMNS.put(Way.PRE_DUMPED, "in rounds");
        COLUMNS.put(Way.CRJ_TO_CRIU, "crj → CRIU");
        COLUMNS.put(Way.CRIU_TO_CRJ, "CRIU → crj");
        COLUMNS.put(Way.CRIU_TO_CRIU, "CRIU → CRIU");
    }

    private static final String MIGRATED = "migrated";

    private final Map<String, String> migrated;
    private final Map<String, List<String>> areas = new TreeMap<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Map<String, Integer>> counts = new LinkedHashMap<>();

    /** @param migrated what was wrong with each facet that was migrated, by name */
    FacetTable(Map<String, String> migrated) {
        this.migrated = migrated;
    }

    /** @param answers what was wrong on each way that was tried; nothing if it held */
    void add(Facet facet, Map<Way, String> answers) {
        StringBuilder row = new StringBuilder(
                "| `" + facet.source().getFileName().toString().replace(".c", "") + "` | " + about(facet));
        COLUMNS.forEach((way, title) -> row.append(" | ").append(cell(facet, way, title, answers)));
        row.append(" | ").append(migrated(facet)).append(" |");
        areas.computeIfAbsent(facet.area(), area -> new ArrayList<>()).add(row.toString());
    }

    private static String about(Facet facet) {
        String options = String.join(" ", facet.dumpOptions());
        return facet.about().replace("|", "\\|") + (options.isEmpty() ? "" : " `" + options + "`");
    }

    private String cell(Facet facet, Way way, String title, Map<Way, String> answers) {
        if (!answers.containsKey(way)) {
            return counted(title, "cannot")
                    + note("CRIU cannot: " + facet.criuCannot().orElse(""));
        }
        if (!answers.get(way).isEmpty()) {
            return counted(title, "no") + note(answers.get(way));
        }
        return counted(title, way.isDumpedByCrj() && facet.refused().isPresent() ? "refused" : YES);
    }

    private String migrated(Facet facet) {
        if (facet.refused().isPresent()) {
            return counted(MIGRATED, "refused");
        }
        if (facet.staysHere().isPresent()) {
            return counted(MIGRATED, "stays") + note(facet.staysHere().get());
        }
        if (!migrated.containsKey(facet.name())) {
            return counted(MIGRATED, "-");
        }
        String wrong = migrated.get(facet.name());
        return wrong.isEmpty() ? counted(MIGRATED, YES) : counted(MIGRATED, "no") + note(wrong);
    }

    private String counted(String column, String word) {
        counts.computeIfAbsent(column, title -> new TreeMap<>()).merge(word, 1, Integer::sum);
        return word;
    }

    /** The number of a note; the same for the same words. */
    private String note(String text) {
        String line = text.lines().findFirst().orElse("").strip().replaceFirst("exit code .*", "");
        // What the program or the engine said about it is more than at which step it was.
        Optional<String> said = text.lines()
                .skip(1)
                .filter(more -> more.startsWith("crj: ") || more.contains("Error (") && !more.contains(ALWAYS))
                .findFirst();
        line += said.map(more -> more.replaceFirst("^crj: |^.*Error \\([^)]*\\): ", ""))
                .orElse("");
        String clean = line.replaceAll("/tmp/\\S*/", "…/")
                .replaceAll("\\bpid [0-9]+", "pid N")
                .replace("|", "\\|");
        String shortened = clean.length() > LONGEST_NOTE ? clean.substring(0, LONGEST_NOTE) + "…" : clean;
        if (!notes.contains(shortened)) {
            notes.add(shortened);
        }
        return " [" + (notes.indexOf(shortened) + 1) + "](#notes)";
    }

    /** A line to a column. */
    String counts() {
        StringBuilder text = new StringBuilder("| way | what came of it |\n|---|---|\n");
        counts.forEach((column, words) -> {
            List<String> parts = new ArrayList<>();
            words.forEach((word, count) -> parts.add(count + " " + (word.equals("-") ? "not run" : word)));
            text.append("| ")
                    .append(column)
                    .append(" | ")
                    .append(String.join(", ", parts))
                    .append(" |\n");
        });
        return text.toString();
    }

    String text() {
        StringBuilder text = new StringBuilder("""
                # Facets

                Generated by `deploy/facets.sh`; do not edit. Each row is a program of `engine/src/test/victims` that holds one feature of
                the kernel and finds out by itself whether it still does. It is started, checked, dumped by the one, restored by the other
                and checked twice; *in rounds*: pre-dumped, checked, dumped and restored by crj; *migrated*: moved to another host of the
                lab. *yes*: all held. *refused*: crj says before the freeze that it cannot, and the program is unharmed. *cannot*: nor can
                CRIU, for the reason in the note. *no*: it does not hold, the note says what was found; between crj and CRIU that may be
                either one's, which the last column of CRIU's helps to tell. *-*: not run; *stays*: not where both hosts are one machine.

                """);
        text.append(counts());
        areas.forEach((area, rows) -> {
            text.append("\n## ").append(area).append("\n\n| facet | holds | ");
            text.append(String.join(" | ", COLUMNS.values()))
                    .append(" | ")
                    .append(MIGRATED)
                    .append(" |\n");
            text.append("|---".repeat(COLUMNS.size() + 3)).append("|\n");
            rows.forEach(row -> text.append(row).append('\n'));
        });
        text.append("\n## Notes\n\n");
        for (int i = 0; i < notes.size(); i++) {
            text.append(i + 1).append(". ").append(notes.get(i)).append('\n');
        }
        return text.toString();
    }
}
