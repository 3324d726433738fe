package io.crj.chaos.matrix;

import io.crj.chaos.harness.Running;
import io.crj.chaos.harness.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One migration with one fault, what an operator does about it, and what the oracle says in the end. */
final class Run {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    /** For hosts where all is well to come to rest. */
    private static final Duration SHORT_LIMIT = Duration.ofSeconds(5);

    private static final Duration LONG_LIMIT = Duration.ofSeconds(10);

    private static final int MIGRATED = 0;
    /** Refused, rolled back, cancelled. */
    private static final Set<Integer> EXIT_CODES_OF_THE_SOURCE = Set.of(3, 4, 130);

    private final Cell cell;
    private final Site site;
    private final Route route;
    private final int number;
    private final Path events;
    private final Operator operator;
    private final List<String> complaints = new ArrayList<>();
    private final List<Shell.Result> commands = new ArrayList<>();

    Run(Cell cell, Site site, Route route, int number) {
        this.cell = cell;
        this.site = site;
        this.route = route;
        this.number = number;
        this.events = site.lab().folder().resolve("events-" + number + ".jsonl");
        this.operator = new Operator(site.lab(), cell.fault().party() == Party.BROKER, events);
    }

    Result go() {
        site.awaitRest();
        long startNanos = System.nanoTime();
        Oracle oracle = new Oracle(site, route);
        Result.Outcome outcome = Result.Outcome.FAILED;
        List<String> passed = List.of();
        try (Director director = new Director(cell, site, route)) {
            int exitCode = migrate();
            director.heal();
            if (!director.hasStruck()) {
                complaints.add("the moment never came");
            }
            passed = director.passed();
            outcome = settle(oracle, director, exitCode);
            complaints.addAll(oracle.complaints(director.migrationId()));
            complaints.addAll(replayed(director.migrationId(), oracle.isOnTarget()));
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

    private int migrate() {
        List<String> command = operator.command("--json", "--from", route.from(), "--to", route.to());
        command.addAll(List.of("--events-file", events.toString(), "--max-rounds", "2"));
        command.add(Integer.toString(site.victim().pid()));
        Running migration = site.lab().startProduct("migrate-" + number, "client", command.toArray(String[]::new));
        site.coordinator(migration);
        Shell.Result result = migration.await(LIMIT);
        commands.add(result);
        return result.exitCode();
    }

    private Result.Outcome settle(Oracle oracle, Director director, int exitCode) {
        boolean saysEnd = EXIT_CODES_OF_THE_SOURCE.contains(exitCode) || exitCode == MIGRATED;
        if (!saysEnd && cell.moment().after() && resolves(oracle, director.migrationId())) {
            return Result.Outcome.RESOLVED;
        }
        boolean settled = saysEnd && oracle.settles(SHORT_LIMIT);
        boolean recovered = !settled;
        if (recovered) {
            operator.recovers();
            settled = oracle.settles(LONG_LIMIT);
        }
        if (!settled) {
            complaints.add("nobody runs, or two: " + oracle.whereabouts());
            return Result.Outcome.FAILED;
        }
        boolean onTarget = oracle.isOnTarget();
        if (saysEnd && onTarget != (exitCode == MIGRATED)) {
            complaints.add("crj-migrate ended with " + exitCode + ", but the program is on " + words(onTarget));
        }
        if (recovered) {
            return onTarget ? Result.Outcome.COMMITTED_LATER : Result.Outcome.ABORTED_LATER;
        }
        return onTarget ? Result.Outcome.COMMITTED : Result.Outcome.ABORTED;
    }

    /** An operator may end it by his own word instead of recover; false when there is nothing recorded that he could end. */
    private boolean resolves(Oracle oracle, String migrationId) {
        boolean doubt = operator.seesDoubt(migrationId);
        if (!oracle.settles(Duration.ZERO) && !doubt) {
            complaints.add("nobody runs (" + oracle.whereabouts() + "), but status sees no doubt");
        }
        return operator.resolves(migrationId) && oracle.settles(LONG_LIMIT);
    }

    /** What the events tell that is not so. */
    private List<String> replayed(String migrationId, boolean onTarget) {
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
        commands.addAll(operator.said());
        commands.forEach(command -> text.append(command).append('\n'));
        return text.append(site.lab().logs()).toString();
    }
}
