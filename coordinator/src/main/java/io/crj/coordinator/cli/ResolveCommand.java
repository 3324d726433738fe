package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.effect.AgentQuestions;
import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.log.Begun;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.Resolution;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.SideState;
import io.crj.wire.channel.EventLoops;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crj-migrate resolve}. */
@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Ends a migration the way you say: by its decision if there is one, else by yours.",
            "",
            "Without a decision --abort is always allowed; --commit only when the source says that it has voted and the"
                    + " target that it is ready. After ABORT nothing commits, and after COMMIT --abort is allowed only"
                    + " when the target certifies that the tree never ran there. What could make two copies or lose the"
                    + " tree is refused, and the refusal says what --force would risk; what certainly would is refused"
                    + " with --force too.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 settled as you said, 3 refused or no such migration, 5 it could not be carried out now (repeat"
                    + " it, or crj-migrate recover), 6 it ended or was decided the other way."
        })
final class ResolveCommand implements Callable<Integer> {

    @Mixin
    private OperatorChoice choice;

    @Mixin
    private EventChoice events;

    @ArgGroup(multiplicity = "1")
    private Wish wish;

    /** One of the two. */
    static final class Wish {
        @Option(names = "--commit", required = true, description = "The tree shall run on the target.")
        private boolean commit;

        @Option(names = "--abort", required = true, description = "The tree shall run on at the source.")
        private boolean abort;

        Decision decision() {
            return commit && !abort ? Decision.COMMIT : Decision.ABORT;
        }
    }

    @Option(names = "--force", description = "Take the risk that a refusal named.")
    private boolean force;

    @ArgGroup(exclusive = false)
    private Agents agents;

    /** Of a migration that no log knows. */
    static final class Agents {
        @Option(
                names = "--from",
                required = true,
                paramLabel = "HOST[:PORT]",
                converter = AddressConverter.class,
                description = "Its agents, when the log that knew it is lost.")
        private AgentAddress source;

        @Option(names = "--to", required = true, paramLabel = "HOST[:PORT]", converter = AddressConverter.class)
        private AgentAddress target;
    }

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
        Optional<OperatorChoice.Entry> found = agents == null ? choice.find(id) : adopted();
        if (found.isEmpty()) {
            return ExitCode.REFUSED.code();
        } else if (found.get().migration().isEnded()) {
            LoggedMigration ended = found.get().migration();
            choice.tell(id + " has ended already: " + LoggedText.standing(found.get()));
            return Ending.of(wish.decision(), ended.outcome()).code();
        }
        try (EventLoops loops = choice.pki.startLoops(choice.err)) {
            return resolve(found.get(), loops).code();
        }
    }

    /** Records anew what only its agents know; what a log knows is left to the log. */
    private Optional<OperatorChoice.Entry> adopted() {
        Optional<OperatorChoice.Entry> known = choice.logged(id);
        if (known.isPresent()) {
            return known;
        } else if (!force) {
            choice.tell("refused: no log here knows " + id + ": if whoever began it still lives and decides otherwise,"
                    + " there may be two copies of the tree or none; --force does it all the same");
            return Optional.empty();
        }
        Begun begun = new Begun(id, agents.source, agents.target, 0, "", Instant.now());
        MigrationLog log = choice.log.own(choice.environment);
        log.begin(begun).close();
        return log.find(id).map(migration -> new OperatorChoice.Entry(log, migration));
    }

    private ExitCode resolve(OperatorChoice.Entry entry, EventLoops loops) {
        Optional<OwnedMigration> owned = entry.log().takeOver(id, true);
        if (owned.isEmpty()) {
            choice.tell("refused: " + id + " is led by " + entry.migration().owner()
                    + ", which lives: end it first, or use crj-migrate cancel");
            return ExitCode.REFUSED;
        }
        OwnedMigration mine = owned.get();
        AgentQuestions questions = new AgentQuestions(loops, OperatorChoice.identity());
        LoggedMigration held = mine.found();
        SideState source =
                questions.status(Side.SOURCE, held.begun().from(), id).state();
        SideState target = questions.status(Side.TARGET, held.begun().to(), id).state();
        Resolution verdict = Resolution.of(wish.decision(), held.decision(), source, target, force);
        if (verdict.action() == Resolution.Action.REFUSE) {
            mine.close();
            choice.tell("refused: " + verdict.words());
            return ExitCode.REFUSED;
        } else if (verdict.action() == Resolution.Action.FORCE) {
            choice.tell("forced although " + verdict.words());
        }
        boolean ordered = held.decision() != null || target == SideState.UNCERTAIN;
        if (ordered && verdict.action() == Resolution.Action.FORCE) {
            try (mine) {
                return forced(new ForcedOrders(questions, mine, choice::tell), target);
            }
        }
        if (held.decision() == null) {
            mine.decide(wish.decision());
        }
        mine.close();
        return settle(entry, loops);
    }

    private ExitCode forced(ForcedOrders orders, SideState target) {
        ExitCode code = orders.carryOut(wish.decision(), target);
        if (choice.json) {
            choice.out.println(LoggedText.text(Map.of("id", id, "forced", true, "settled", code == ExitCode.MIGRATED)));
        }
        return code;
    }

    private ExitCode settle(OperatorChoice.Entry entry, EventLoops loops) {
        EventDelivery delivery =
                new EventDelivery(choice.log.kafka, events, HostName.own(), StateFolder.of(choice.environment));
        Settler settler = new Settler(loops, delivery, choice::tell, Remembered.Cause.RESOLVED, wait);
        Optional<MigrationResult> result = settler.settle(entry.log(), entry.migration(), true);
        delivery.finish(choice::tell);
        if (result.isEmpty()) {
            choice.tell(id + ": somebody else leads it now");
            return ExitCode.IN_DOUBT;
        }
        boolean settled = LoggedText.isSettled(result.get().migration());
        String line = LoggedText.words(entry.migration(), result.get());
        if (!settled) {
            choice.tell(line);
        } else if (!choice.json) {
            choice.out.println(line);
        }
        if (choice.json) {
            choice.out.println(LoggedText.text(LoggedText.json(entry.migration(), result.get())));
        }
        return settled ? Ending.of(wish.decision(), result.get().migration().state()) : ExitCode.IN_DOUBT;
    }
}
