package io.crj.chaos.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Many runs, one after the other, in one lab for each program; a failed run gets the next one a fresh lab. */
final class Campaign {

    private final List<Cell> cells;
    private final Path evidence;
    private final boolean keepAll;
    private final Consumer<String> out;
    private final List<Result> results = new ArrayList<>();

    /**
     * Plans it.
     *
     * @param evidence folder for what helps to find out why a run failed.
     * @param keepAll also of runs that did not fail.
     * @param out takes a line for each run.
     */
    Campaign(List<Cell> cells, Path evidence, boolean keepAll, Consumer<String> out) {
        this.cells = cells;
        this.evidence = evidence;
        this.keepAll = keepAll;
        this.out = out;
    }

    Report run() {
        int half = (cells.size() + 1) / 2;
        run(Victim.Kind.PATTERN, cells.subList(0, half));
        run(Victim.Kind.REDIS, cells.subList(half, cells.size()));
        return new Report(results);
    }

    private void run(Victim.Kind kind, List<Cell> part) {
        boolean withBroker = part.stream().anyMatch(cell -> cell.fault().party() == Party.BROKER);
        int done = 0;
        while (done < part.size()) {
            try (Site site = Site.raise(kind, withBroker)) {
                done += runWhileWell(site, part.subList(done, part.size()));
            }
        }
    }

    /** Returns how many runs it made: up to the first failure. */
    private int runWhileWell(Site site, List<Cell> part) {
        Route route = new Route("hostA", "hostB");
        int done = 0;
        Result result = null;
        while (done < part.size() && (result == null || !result.failed())) {
            result = new Run(part.get(done), site, route, results.size() + 1).go();
            done++;
            results.add(result);
            out.accept(String.format("%4d %-7s ", results.size(), site.victim().kind()) + result.line());
            if (result.failed() || keepAll) {
                keep(result);
            }
            route = result.migrated() ? route.back() : route;
        }
        if (result == null || !result.failed()) {
            out.accept("     the client had " + site.victim().stop() + " answers, all right, over one connection");
        }
        return done;
    }

    private void keep(Result result) {
        Path file = evidence.resolve(
                "run-" + results.size() + "-" + result.cell().label().replace(' ', '-') + ".txt");
        try {
            Files.createDirectories(evidence);
            Files.writeString(file, result.evidence());
            out.accept("     see " + file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
