package io.crj.coordinator.cli;

import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.migration.Remembered;
import io.crj.wire.channel.EventLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crj-migrate recover}. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Finishes or aborts migrations whose coordinator is gone: one without a decision is aborted, one with a"
                    + " decision is carried out. Can be repeated.",
            ""
        },
        footer = {
            "",
            "With --kafka a coordinator on another host cannot be seen to be dead: name the ID to take its migration"
                    + " over; if it lives, it is fenced off and follows what is decided here.",
            "Exit codes: 0 all that was found is at its end, 5 something is left (said on standard error)."
        })
final class RecoverCommand implements Callable<Integer> {

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

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Only these (default: all that nobody leads).")
    private List<String> ids = List.of();

    @Override
    public Integer call() {
        choice.begin();
        List<OperatorChoice.Entry> asked = ids.isEmpty()
                ? choice.entries()
                : ids.stream().flatMap(id -> choice.find(id).stream()).toList();
        boolean allFound = ids.isEmpty() || asked.size() == ids.size();
        List<OperatorChoice.Entry> orphans = asked.stream()
                .filter(entry -> !entry.migration().isEnded() && (!ids.isEmpty() || !entry.isLed()))
                .toList();
        asked.stream().filter(entry -> ids.isEmpty() && entry.isLed()).forEach(this::leave);
        boolean settled = orphans.isEmpty() ? nothing() : recover(orphans);
        return (allFound && settled ? ExitCode.MIGRATED : ExitCode.IN_DOUBT).code();
    }

    private void leave(OperatorChoice.Entry entry) {
        String id = entry.migration().id();
        boolean here = entry.migration().owner().isHere();
        choice.tell(id + " is left alone: it is led by " + entry.migration().owner()
                + (here ? "" : ", which may live; if not, crj-migrate recover " + id + " takes it over"));
    }

    private boolean nothing() {
        if (choice.json) {
            choice.out.println("[]");
        }
        return true;
    }

    /** Returns whether all are settled. */
    private boolean recover(List<OperatorChoice.Entry> entries) {
        try (EventLoops loops = choice.pki.startLoops(choice.err)) {
            EventDelivery delivery =
                    new EventDelivery(choice.log.kafka, events, HostName.own(), StateFolder.of(choice.environment));
            Settler settler = new Settler(loops, delivery, choice::tell, Remembered.Cause.ORPHANED, wait);
            List<Optional<MigrationResult>> results = settler.settleAll(entries, !ids.isEmpty());
            delivery.finish(choice::tell);
            return say(entries, results);
        }
    }

    private boolean say(List<OperatorChoice.Entry> entries, List<Optional<MigrationResult>> results) {
        boolean all = true;
        List<Map<String, Object>> json = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            OperatorChoice.Entry entry = entries.get(i);
            if (results.get(i).isEmpty()) {
                choice.tell(entry.migration().id() + ": somebody else leads it");
                json.add(new LinkedHashMap<>(Map.of("id", entry.migration().id(), "settled", false)));
                all = false;
                continue;
            }
            MigrationResult result = results.get(i).get();
            boolean settled = LoggedText.isSettled(result.migration());
            String line = LoggedText.words(entry.migration(), result);
            if (!settled) {
                choice.tell(line);
            } else if (!choice.json) {
                choice.out.println(line);
            }
            json.add(LoggedText.json(entry.migration(), result));
            all &= settled;
        }
        if (choice.json) {
            choice.out.println(LoggedText.text(json));
        }
        return all;
    }
}
