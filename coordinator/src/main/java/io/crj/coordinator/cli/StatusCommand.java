package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.effect.AgentQuestions;
import io.crj.coordinator.effect.AgentRefusedException;
import io.crj.coordinator.effect.AgentWord;
import io.crj.coordinator.migration.Side;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.MigrationEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crj-migrate status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Shows where a migration stands, by the log and by both its agents, and what to do where one is in doubt.",
            ""
        },
        footer = {"", "Exit codes: 0 nothing is in doubt, 3 no such migration or agent, 5 something is in doubt."})
final class StatusCommand implements Callable<Integer> {

    @Mixin
    private OperatorChoice choice;

    @Option(
            names = "--agent",
            paramLabel = "HOST[:PORT]",
            converter = AddressConverter.class,
            description = "Ask this agent what it holds, whether or not the log knows it.")
    private AgentAddress agent;

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The migration (default: all that have not ended).")
    private String id;

    @Override
    public Integer call() {
        choice.begin();
        choice.check(agent == null || id == null, "give either ID or --agent");
        try (EventLoops loops = choice.pki.startLoops(choice.err)) {
            AgentQuestions questions = new AgentQuestions(loops, OperatorChoice.identity());
            return (agent == null ? ofLog(questions) : ofAgent(questions)).code();
        }
    }

    private ExitCode ofLog(AgentQuestions questions) {
        List<OperatorChoice.Entry> entries;
        if (id == null) {
            entries = choice.entries().stream()
                    .filter(entry -> !entry.migration().isEnded())
                    .toList();
        } else {
            Optional<OperatorChoice.Entry> found = choice.find(id);
            if (found.isEmpty()) {
                return ExitCode.REFUSED;
            }
            entries = List.of(found.get());
        }
        boolean doubt = false;
        List<Map<String, Object>> json = new ArrayList<>();
        for (OperatorChoice.Entry entry : entries) {
            StatusReport report = report(questions, entry);
            doubt |= report.inDoubt();
            json.add(report.json());
            if (!choice.json) {
                report.lines().forEach(choice.out::println);
            }
        }
        if (choice.json) {
            choice.out.println(LoggedText.text(json));
        }
        return doubt ? ExitCode.IN_DOUBT : ExitCode.MIGRATED;
    }

    private static StatusReport report(AgentQuestions questions, OperatorChoice.Entry entry) {
        String migration = entry.migration().id();
        AgentWord source =
                questions.status(Side.SOURCE, entry.migration().begun().from(), migration);
        AgentWord target =
                questions.status(Side.TARGET, entry.migration().begun().to(), migration);
        return new StatusReport(entry, source, target);
    }

    private ExitCode ofAgent(AgentQuestions questions) {
        try {
            List<MigrationEntry> held = questions.list(agent).getMigrationsList();
            List<Map<String, Object>> json = new ArrayList<>();
            boolean doubt = false;
            for (MigrationEntry each : held) {
                AgentWord word = new AgentWord(AgentText.side(each.getStatus()), agent, each.getStatus(), null);
                doubt |= each.getStatus().getInDoubt();
                Map<String, Object> object = AgentText.json(word);
                object.put("id", each.getMigrationId());
                json.add(object);
                if (!choice.json) {
                    choice.out.println(each.getMigrationId() + "  " + AgentText.words(word));
                }
            }
            if (choice.json) {
                choice.out.println(LoggedText.text(json));
            }
            return doubt ? ExitCode.IN_DOUBT : ExitCode.MIGRATED;
        } catch (AgentRefusedException failed) {
            choice.tell(failed.getMessage());
            return ExitCode.REFUSED;
        }
    }
}
