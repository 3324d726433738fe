package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.effect.EffectRunner;
import io.crj.coordinator.effect.MigrationObserver;
import io.crj.coordinator.effect.MigrationRequest;
import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.MigrationLogException;
import io.crj.coordinator.migration.MigrationLimits;
import io.crj.coordinator.migration.MigrationPlan;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.migration.RoundPolicy;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.progress.ProgressDisplay;
import io.crj.coordinator.publish.TimedEvent;
import io.crj.wire.Identity;
import io.crj.wire.WireException;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** One run of {@code crj-migrate}: puts the parts together, and says how it ended. */
final class MigrateRun {

    /** A new migration waits this long for agents that an old one needs. */
    private static final Duration ORPHANS_WAIT = Duration.ofSeconds(3);

    private final MigrateCommand command;
    private final Interruption interruption;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;
    private final String host = HostName.own();

    MigrateRun(
            MigrateCommand command,
            Interruption interruption,
            Map<String, String> environment,
            PrintStream out,
            PrintStream err) {
        this.command = command;
        this.interruption = interruption;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        EventLoops loops;
        try {
            loops = command.pki.startLoops(err);
        } catch (WireException untrusted) {
            err.println("crj-migrate: refused; nothing was touched: " + untrusted.getMessage());
            return ExitCode.REFUSED;
        }
        EventDelivery events = new EventDelivery(command.log.kafka, command.events, host, StateFolder.of(environment));
        MigrationLog log = command.dryRun ? null : command.log.forNew(environment, this::tell);
        if (!command.dryRun) {
            endOrphans(loops, events);
        }
        ProgressDisplay display = display();
        MigrationResult result = migrate(loops, log, events, display);
        display.close();
        int undelivered = events.finish(this::tell);
        ExitCode code = ExitCode.of(result.migration());
        say(result, code, undelivered);
        return code;
    }

    /** Migrations of former commands that nobody leads any more. */
    private void endOrphans(EventLoops loops, EventDelivery events) {
        try {
            List<OperatorChoice.Entry> orphans = command.log.all(environment, quiet -> {}).stream()
                    .flatMap(log -> log.all().stream().map(found -> new OperatorChoice.Entry(log, found)))
                    .filter(entry -> !entry.migration().isEnded() && !entry.isLed())
                    .toList();
            if (orphans.isEmpty()) {
                return;
            }
            List<Optional<MigrationResult>> results = new Settler(
                            loops, events, this::tell, Remembered.Cause.ORPHANED, ORPHANS_WAIT)
                    .settleAll(orphans, false);
            for (int i = 0; i < orphans.size(); i++) {
                LoggedMigration orphan = orphans.get(i).migration();
                results.get(i).ifPresent(result -> tell("found unfinished: " + LoggedText.words(orphan, result)));
            }
        } catch (MigrationLogException unreadable) {
            tell("warning: unfinished migrations were not looked for: " + unreadable.getMessage());
        }
    }

    private MigrationResult migrate(EventLoops loops, MigrationLog log, EventDelivery events, ProgressDisplay display) {
        try (loops;
                log;
                EffectRunner runner = new EffectRunner(
                        request(), log, new Both(events, display), loops, Identity.coordinator(Version.text(), host))) {
            interruption.onInterrupt(() -> {
                display.note(whenInterrupted(display.state()));
                runner.cancel();
            });
            MigrationResult result = runner.run();
            if (result.migration().arrival() != null) {
                writePidFile(result.migration().arrival().pid(), display);
            }
            return result;
        }
    }

    private static String whenInterrupted(MigrationState state) {
        return switch (state) {
            case PREFLIGHT, PREPARING, ROUNDS -> "cancelling: the tree runs on at the source";
            case FREEZING, AWAITING_VOTES, DECIDING -> "cancelling, unless the decision to commit is written already";
            case COMMITTING_TARGET, COMMITTING_SOURCE -> "too late to cancel: the decision is to commit; finishing";
            default -> "already ending";
        };
    }

    private MigrationRequest request() {
        RoundPolicy rounds =
                new RoundPolicy(command.maxDowntime.toNanos(), command.maxRounds, RoundPolicy.DEFAULT.fixedCostNanos());
        MigrationLimits limits = MigrationLimits.DEFAULT
                .withBeforeFreezeNanos(command.timeout.toNanos())
                .withFreezeNanos(command.maxFreeze.toNanos());
        return new MigrationRequest(
                new MigrationPlan(UUID.randomUUID().toString(), command.dryRun, rounds, limits),
                command.source,
                command.target,
                command.pid,
                command.tree
                        .toMessage()
                        .addAllServiceAddresses(command.serviceAddresses)
                        .build());
    }

    private ProgressDisplay display() {
        if (command.noProgress) {
            return ProgressDisplay.quiet(err);
        } else if (!Terminal.isInteractive(environment) || command.verbose) {
            return ProgressDisplay.asLines(err);
        }
        AgentAddress from = command.source;
        String title = "crj-migrate  " + from.host() + " -> " + command.target.host() + "  pid " + command.pid;
        return ProgressDisplay.onTerminal(err, title, command.maxDowntime.toMillis());
    }

    private void writePidFile(int pid, ProgressDisplay display) {
        if (command.pidFile != null) {
            try {
                PidFile.write(command.pidFile, pid);
            } catch (IOException failed) {
                display.note("warning: --pidfile could not be written: " + failed);
            }
        }
    }

    private void say(MigrationResult result, ExitCode code, int undelivered) {
        if (code == ExitCode.MIGRATED && !command.json) {
            ResultText.words(result).forEach(out::println);
        } else if (code != ExitCode.MIGRATED) {
            ResultText.words(result).forEach(line -> err.println("crj-migrate: " + line));
        }
        if (command.json) {
            out.println(ResultText.json(result, undelivered));
        }
        out.flush();
    }

    private void tell(String sentence) {
        err.println("crj-migrate: " + sentence);
    }

    /** Events go to the world and to the user. */
    private record Both(EventDelivery events, ProgressDisplay display) implements MigrationObserver {

        @Override
        public void accept(TimedEvent event) {
            events.accept(event);
            display.accept(event);
        }

        @Override
        public void warned(String warning) {
            display.warned(warning);
        }

        @Override
        public void progressed(Side side, Progress progress) {
            display.progressed(side, progress);
        }
    }
}
