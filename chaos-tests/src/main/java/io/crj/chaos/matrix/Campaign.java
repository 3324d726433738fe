package io.crj.chaos.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Many runs, one after the other in one lab for each program; after a failed run the next one has a fresh lab. */
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

    /** Runs it: half of it in a lab with either program, both at once. */
    Report run() {
        int half = (cells.size() + 1) / 2;
        CompletableFuture<Void> pattern =
                CompletableFuture.runAsync(() -> run(Victim.Kind.PATTERN, cells.subList(0, half)));
        run(Victim.Kind.REDIS, cells.subList(half, cells.size()));
        pattern.join();
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
        boolean well = true;
        while (done < part.size() && well) {
            Result result = new Run(part.get(done), site, route, done).go();
            take(site.victim().kind(), result);
            done++;
            well = !result.failed();
            route = result.migrated() ? route.back() : route;
        }
        if (well) {
            long answers = site.victim().stop();
            out.accept("     the client of " + site.victim().kind() + " had " + answers
                    + " answers, all right, over one connection");
        }
        return done;
    }

    private synchronized void take(Victim.Kind kind, Result result) {
        results.add(result);
        out.accept(String.format("%4d %-7s ", results.size(), kind) + result.line());
        if (result.failed() || keepAll) {
            keep(result);
        }
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
