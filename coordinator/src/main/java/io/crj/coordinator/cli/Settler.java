package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.effect.EffectRunner;
import io.crj.coordinator.effect.MigrationObserver;
import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.log.MigrationLog;
import io.crj.coordinator.log.OwnedMigration;
import io.crj.coordinator.migration.MigrationLimits;
import io.crj.coordinator.migration.Remembered;
import io.crj.coordinator.publish.EventSink;
import io.crj.coordinator.publish.TimedEvent;
import io.crj.wire.Identity;
import io.crj.wire.channel.EventLoops;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Brings recorded migrations to their end, several at once but only a few with the same agent. */
final class Settler {

    private static final int AT_ONCE = 8;
    private static final int AT_ONCE_PER_AGENT = 2;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final EventLoops loops;
    private final Identity self;
    private final EventSink events;
    private final Consumer<String> warn;
    private final MigrationLimits limits;
    private final Remembered.Cause cause;
    private final BulkheadRegistry bulkheads = BulkheadRegistry.of(BulkheadConfig.custom()
            .maxConcurrentCalls(AT_ONCE_PER_AGENT)
            .maxWaitDuration(PATIENCE)
            .build());

    /**
     * Talks to agents through {@code loops}.
     *
     * @param cause why they are ended
     * @param wait how long each side's carrying out the decision is tried
     */
    Settler(EventLoops loops, EventSink events, Consumer<String> warn, Remembered.Cause cause, Duration wait) {
        this.loops = loops;
        this.self = OperatorChoice.identity();
        this.events = events;
        this.warn = warn;
        this.cause = cause;
        this.limits = MigrationLimits.DEFAULT.withSettleNanos(wait.toNanos());
    }

    /**
     * Takes over and settles; empty for those that somebody else leads.
     *
     * @param evenIfAlive also from a coordinator that may live, where its log can fence it off
     */
    List<Optional<MigrationResult>> settleAll(List<OperatorChoice.Entry> entries, boolean evenIfAlive) {
        ExecutorService pool = Executors.newFixedThreadPool(Math.min(AT_ONCE, Math.max(1, entries.size())));
        try {
            List<Future<Optional<MigrationResult>>> futures = new ArrayList<>();
            for (OperatorChoice.Entry entry : entries) {
                futures.add(pool.submit(() -> settle(entry.log(), entry.migration(), evenIfAlive)));
            }
            List<Optional<MigrationResult>> results = new ArrayList<>();
            for (Future<Optional<MigrationResult>> future : futures) {
                results.add(result(future));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    /** Takes over and settles one; empty when somebody else leads it. */
    Optional<MigrationResult> settle(MigrationLog log, LoggedMigration migration, boolean evenIfAlive) {
        Optional<OwnedMigration> owned = log.takeOver(migration.id(), evenIfAlive);
        if (owned.isPresent() && owned.get().found().isEnded()) {
            // Somebody was quicker.
            owned.get().close();
            return Optional.empty();
        }
        return owned.map(this::settle);
    }

    /** Settles one that is led by this process, and gives it up. */
    MigrationResult settle(OwnedMigration owned) {
        return within(
                owned.found(), () -> run(EffectRunner.takingOver(owned, cause, limits, observer(events), loops, self)));
    }

    /** Tells both sides the decision of one that another coordinator leads; what happens is that one's to publish. */
    MigrationResult tellOnly(LoggedMigration migration) {
        return within(
                migration,
                () -> run(EffectRunner.telling(migration, cause, limits, observer(event -> {}), loops, self)));
    }

    private static MigrationResult run(EffectRunner runner) {
        try (runner) {
            return runner.run();
        }
    }

    private MigrationResult within(LoggedMigration migration, Supplier<MigrationResult> work) {
        // In one order everywhere, so that two that need the same agents do not wait for each other.
        Supplier<MigrationResult> guarded = work;
        for (String agent : Stream.of(
                        migration.begun().from(), migration.begun().to())
                .map(AgentAddress::toString)
                .distinct()
                .sorted()
                .toList()) {
            Supplier<MigrationResult> inner = guarded;
            guarded = () -> bulkheads.bulkhead(agent).executeSupplier(inner);
        }
        return guarded.get();
    }

    private Optional<MigrationResult> result(Future<Optional<MigrationResult>> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            warn.accept(
                    "a migration could not be taken over: " + failed.getCause().getMessage());
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private MigrationObserver observer(EventSink sink) {
        return new MigrationObserver() {
            @Override
            public void accept(TimedEvent event) {
                sink.accept(event);
            }

            @Override
            public void warned(String warning) {
                warn.accept("warning: " + warning);
            }
        };
    }
}
