package io.crj.chaos.matrix;

import io.crj.chaos.harness.Running;
import io.crj.chaos.harness.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One migration with one fault, what an operator does about it, and what the oracle says in the end. */
final class Run {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROLLED_BACK = 4;
    private static final int CANCELLED = 130;
    private static final int REFUSED = 3;

    private final Cell cell;
    private final Site site;
    private final Route route;
    private final int number;
    private final List<String> complaints = new ArrayList<>();
    private final List<Shell.Result> commands = new ArrayList<>();

    Run(Cell cell, Site site, Route route, int number) {
        this.cell = cell;
        this.site = site;
        this.route = route;
        this.number = number;
    }

    Result go() {
        long startNanos = System.nanoTime();
        Oracle oracle = new Oracle(site, route);
        Result.Outcome outcome = Result.Outcome.FAILED;
        List<String> passed = List.of();
        try (Director director = new Director(cell, site, route)) {
            Path events = site.lab().folder().resolve("events-" + number + ".jsonl");
            int exitCode = migrate(events);
            director.heal();
            if (!director.hasStruck()) {
                complaints.add("the moment never came");
            }
            passed = director.passed();
            outcome = settle(oracle, exitCode);
            complaints.addAll(oracle.complaints(director.migrationId()));
            complaints.addAll(replayed(events, director.migrationId(), oracle.isOnTarget()));
        } catch (RuntimeException | AssertionError broken) {
            complaints.add(broken.toString());
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        if (!complaints.isEmpty()) {
            outcome = Result.Outcome.FAILED;
        }
        String evidence = evidence(passed);
        return new Result(cell, outcome, oracle.isOnTarget(), millis, complaints, evidence);
    }

    private int migrate(Path events) {
        // A broker matters to those who use it; others are faster without.
        boolean kafka = cell.fault().party() == Party.BROKER;
        List<String> command = new ArrayList<>(kafka ? List.of() : List.of("env", "-u", "CRJ_KAFKA"));
        command.addAll(List.of("crj-migrate", "--json", "--from", route.from(), "--to", route.to()));
        command.addAll(List.of("--events-file", events.toString(), "--max-rounds", "2"));
        command.add(Integer.toString(site.victim().pid()));
        Running migration = site.lab().startProduct("migrate-" + number, "client", command.toArray(String[]::new));
        site.coordinator(migration);
        Shell.Result result = migration.await(LIMIT);
        commands.add(result);
        return result.exitCode();
    }

    private Result.Outcome settle(Oracle oracle, int exitCode) {
        if (!oracle.settles()) {
            complaints.add("nobody runs, or two: " + oracle.whereabouts());
            return Result.Outcome.FAILED;
        }
        boolean onTarget = oracle.isOnTarget();
        boolean saysSource = exitCode == REFUSED || exitCode == ROLLED_BACK || exitCode == CANCELLED;
        if (onTarget && saysSource || !onTarget && exitCode == 0) {
            complaints.add("crj-migrate ended with " + exitCode + ", but the program is on " + words(onTarget));
        }
        return onTarget ? Result.Outcome.COMMITTED : Result.Outcome.ABORTED;
    }

    /** What the events tell that is not so. */
    private List<String> replayed(Path events, String migrationId, boolean onTarget) {
        Replay replay = Replay.of(site.events(cell.fault(), events, migrationId), migrationId);
        List<String> found = new ArrayList<>(replay.objections());
        if (!replay.hasEnded() || replay.isDone() != onTarget) {
            found.add("the events end in " + replay.state() + ", but the program is on " + words(onTarget));
        }
        return found;
    }

    private static String words(boolean onTarget) {
        return onTarget ? "the target" : "the source";
    }

    private String evidence(List<String> passed) {
        StringBuilder text = new StringBuilder(
                cell.label() + ", " + route + ", pid " + site.victim().pid() + "\n");
        complaints.forEach(complaint -> text.append(complaint).append('\n'));
        passed.forEach(line -> text.append(line).append('\n'));
        commands.forEach(command -> text.append(command).append('\n'));
        return text.append(site.lab().logs()).toString();
    }
}
