package io.crj.coordinator.cli;

import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Remembered;
import io.crj.wire.channel.EventLoops;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crj-migrate cancel}. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Ends a migration whoever leads it: writes ABORT unless a decision is written already, and tells both"
                    + " agents. After the decision it only says so.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 rolled back, 3 no such migration, 5 ABORT is decided but not both agents have confirmed"
                    + " (repeat it, or crj-migrate recover), 6 too late: COMMIT is decided."
        })
final class CancelCommand implements Callable<Integer> {

    @Mixin
    private OperatorChoice choice;

    @Mixin
    private EventChoice events;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "20s",
            converter = DurationConverter.class,
            description = "How long an agent that does not answer is tried (default ${DEFAULT-VALUE}).")
    private Duration wait;

    @Parameters(paramLabel = "ID", description = "As crj-migrate list shows it.")
    private String id;

    @Override
    public Integer call() {
        choice.begin();
        Optional<OperatorChoice.Entry> found = choice.find(id);
        if (found.isEmpty()) {
            return ExitCode.REFUSED.code();
        }
        OperatorChoice.Entry entry = found.get();
        LoggedMigration migration = entry.migration();
        if (migration.isEnded()) {
            choice.tell(id + " has ended already: " + LoggedText.standing(entry));
            return code(migration.outcome() != MigrationState.DONE).code();
        } else if (entry.log().decide(id, Decision.ABORT) == Decision.COMMIT) {
            choice.tell("too late: the decision of " + id + " is COMMIT; "
                    + (entry.isLed() ? "its coordinator finishes it" : "crj-migrate recover finishes it"));
            return ExitCode.TOO_LATE.code();
        }
        return carryOut(entry).code();
    }

    private static ExitCode code(boolean rolledBack) {
        return rolledBack ? ExitCode.MIGRATED : ExitCode.TOO_LATE;
    }

    private ExitCode carryOut(OperatorChoice.Entry entry) {
        try (EventLoops loops = choice.pki.startLoops(choice.err)) {
            EventDelivery delivery =
                    new EventDelivery(choice.log.kafka, events, HostName.own(), StateFolder.of(choice.environment));
            Settler settler = new Settler(loops, delivery, choice::tell, Remembered.Cause.CANCELLED, wait);
            LoggedMigration now = entry.log().find(id).orElse(entry.migration());
            MigrationResult result = settler.settle(entry.log(), now, false).orElseGet(() -> settler.tellOnly(now));
            delivery.finish(choice::tell);
            boolean settled = LoggedText.isSettled(result.migration());
            String line = LoggedText.words(now, result);
            if (!settled) {
                choice.tell(line);
            } else if (!choice.json) {
                choice.out.println(line);
            }
            if (choice.json) {
                choice.out.println(LoggedText.text(LoggedText.json(now, result)));
            }
            return settled ? ExitCode.MIGRATED : ExitCode.IN_DOUBT;
        }
    }
}
