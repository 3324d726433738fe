package io.crj.engine.facet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Runs every facet on every way and writes the table of docs/facets.md; see deploy/facets.sh.
 *
 * <p>Arguments: the file to write, and one of lines {@code NAME TAB what was wrong, or nothing} of the facets that were migrated in
 * the lab, if they were.
 */
final class FacetMatrix {

    private static final int AT_ONCE = 2;
    private static final int TRIES = 2;

    private final FacetWorkers workers;

    private FacetMatrix(FacetWorkers workers) {
        this.workers = workers;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> migrated = arguments.length < 2 ? Map.of() : migrated(Path.of(arguments[1]));
        Path base = Files.createTempDirectory("crj-facets-");
        FacetTable table = new FacetTable(migrated);
        try (FacetWorkers workers = new FacetWorkers(AT_ONCE, base)) {
            new FacetMatrix(workers).run(table);
        } finally {
            remove(base);
        }
        Files.writeString(Path.of(arguments[0]), table.text());
        System.out.print(table.counts());
    }

    private void run(FacetTable table) {
        Map<Facet, Map<Way, CompletableFuture<String>>> all = new LinkedHashMap<>();
        for (Facet facet : Facet.all()) {
            Map<Way, CompletableFuture<String>> ways = new HashMap<>();
            for (Way way : Way.values()) {
                if (!way.needsPeer() || facet.criuCannot().isEmpty()) {
                    ways.put(way, tried(facet, way));
                }
            }
            all.put(facet, ways);
        }
        all.forEach((facet, ways) -> {
            Map<Way, String> answers = new HashMap<>();
            ways.forEach((way, answer) -> answers.put(way, answer.join()));
            table.add(facet, answers);
            System.err.println(facet.name() + " " + failures(answers));
        });
    }

    /** A pid that somebody else took meanwhile is nobody's fault, and there will be another one. */
    private CompletableFuture<String> tried(Facet facet, Way way) {
        CompletableFuture<String> answer = workers.submit(facet, way);
        for (int i = 1; i < TRIES; i++) {
            answer = answer.thenCompose(
                    said -> said.isEmpty() ? CompletableFuture.completedFuture(said) : workers.submit(facet, way));
        }
        return answer;
    }

    private static List<Way> failures(Map<Way, String> answers) {
        List<Way> failures = new ArrayList<>();
        answers.forEach((way, answer) -> {
            if (!answer.isEmpty()) {
                failures.add(way);
            }
        });
        return failures;
    }

    private static Map<String, String> migrated(Path file) throws IOException {
        Map<String, String> migrated = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t", 2);
            migrated.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return migrated;
    }

    private static void remove(Path base) throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
