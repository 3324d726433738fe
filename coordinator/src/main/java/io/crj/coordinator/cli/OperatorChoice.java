package io.crj.coordinator.cli;

import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLog;
import io.crj.wire.Identity;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the subcommands about recorded migrations have in common. */
final class OperatorChoice {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Mixin
    LogChoice log;

    @Mixin
    PkiChoice pki;

    @Option(names = "--json", description = "JSON on standard output, and nothing else there.")
    boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log each message on standard error.")
    private boolean verbose;

    final Map<String, String> environment = System.getenv();
    final PrintStream out = System.out;
    final PrintStream err = System.err;

    /**
     * A migration and the log that holds it.
     *
     * @param log where it is recorded
     * @param migration what is recorded
     */
    record Entry(MigrationLog log, LoggedMigration migration) {

        boolean isLed() {
            return !migration.isEnded() && log.isLed(migration);
        }
    }

    /** Checks the options; throws what picocli tells the user. */
    void begin() {
        log.objections().forEach(objection -> check(false, objection));
        Logging.configure(verbose);
    }

    void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    /** Every migration of every log, oldest first in each. */
    List<Entry> entries() {
        return logs().stream()
                .flatMap(each -> each.all().stream().map(found -> new Entry(each, found)))
                .toList();
    }

    /** The migration of that id; says so when there is none. */
    Optional<Entry> find(String id) {
        Optional<Entry> found = logged(id);
        if (found.isEmpty()) {
            String places = String.join(
                    " and ", logs().stream().map(MigrationLog::place).toList());
            tell("there is no migration " + id + " in " + places
                    + "; look where it was begun, or give the --kafka or --decision-log that was given there");
        }
        return found;
    }

    /** The migration of that id in whichever log knows it. */
    Optional<Entry> logged(String id) {
        return logs().stream()
                .flatMap(each -> each.find(id).stream().map(migration -> new Entry(each, migration)))
                .findFirst();
    }

    private List<MigrationLog> logs() {
        return log.all(environment, this::tell);
    }

    void tell(String sentence) {
        err.println("crj-migrate: " + sentence);
    }

    static Identity identity() {
        return Identity.coordinator(Version.text(), HostName.own());
    }
}
