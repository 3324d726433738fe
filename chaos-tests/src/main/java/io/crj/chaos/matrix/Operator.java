package io.crj.chaos.matrix;

import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.Shell;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Who is called when a migration did not come to its end, with nothing but crj-migrate and what it says. */
final class Operator {

    private static final int DONE = 0;
    private static final int IN_DOUBT = 5;

    private final Lab lab;
    private final boolean kafka;
    private final Path events;
    private final List<Shell.Result> said = new ArrayList<>();

    /**
     * An operator on the client's host.
     *
     * @param kafka whether migrations are recorded there.
     * @param events file of the events.
     */
    Operator(Lab lab, boolean kafka, Path events) {
        this.lab = lab;
        this.kafka = kafka;
        this.events = events;
    }

    /** The command crj-migrate with these arguments. */
    List<String> command(String... arguments) {
        // A broker matters to those who use it; others are faster without.
        List<String> words = new ArrayList<>(kafka ? List.of() : List.of("env", "-u", "CRJ_KAFKA"));
        words.add("crj-migrate");
        words.addAll(List.of(arguments));
        return words;
    }

    /** Has another coordinator take over; returns whether it says that all is settled. */
    boolean recovers() {
        return says("recover", "--wait", "15s", "--events-file", events.toString()) == DONE;
    }

    /** Returns whether status says that somebody has to act. */
    boolean seesDoubt(String migrationId) {
        return says("status", migrationId) == IN_DOUBT;
    }

    /** Ends it: the source goes on, or when that may not be, the target. */
    boolean resolves(String migrationId) {
        return resolve(migrationId, "--abort") || resolve(migrationId, "--commit");
    }

    /** What was done and said. */
    List<Shell.Result> said() {
        return said;
    }

    private boolean resolve(String migrationId, String wish) {
        return says("resolve", wish, "--wait", "15s", "--events-file", events.toString(), migrationId) == DONE;
    }

    private int says(String... arguments) {
        Shell.Result result = lab.tryExec("client", command(arguments).toArray(String[]::new));
        said.add(result);
        return result.exitCode();
    }
}
