package io.crj.chaos.matrix;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Watches the gate during one migration: cancels it where that is wanted, and hurts whom it should when the moment has come. */
final class Director implements AutoCloseable {

    /** What came before it is about migrations that crj-migrate found unfinished. */
    private static final Pattern MIGRATION =
            Pattern.compile("^client sends INSPECT_SOURCE of migration ([A-Za-z0-9_-]+)");
    /** Comes twenty times a second and tells nothing. */
    private static final String TICK = "Tick[]";

    private static final long CANCEL_SECONDS = 10;

    private final Cell cell;
    private final Site site;
    private final Route route;
    private final Injury injury;
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final AtomicBoolean struck = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final CountDownLatch aborting = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();
    private final ScheduledExecutorService healer = Executors.newSingleThreadScheduledExecutor();
    private volatile String migrationId = "";

    Director(Cell cell, Site site, Route route) {
        this.cell = cell;
        this.site = site;
        this.route = route;
        this.injury = new Injury(site, route, cell.fault());
        site.gate().onPass(this::pass);
    }

    /** Of the migration; empty while it has none. */
    String migrationId() {
        return migrationId;
    }

    /** Whether the moment came. */
    boolean hasStruck() {
        return struck.get();
    }

    /** All that passed, in its order. */
    List<String> passed() {
        return passed;
    }

    /** Ends the fault if it has not ended by itself. */
    void heal() {
        if (injury.heal()) {
            note("== healed");
        }
    }

    @Override
    public void close() {
        site.gate().onPass(moment -> {});
        healer.shutdownNow();
    }

    private void pass(String line) {
        if (!line.endsWith(TICK)) {
            note(line);
        }
        Matcher id = MIGRATION.matcher(line);
        if (migrationId.isEmpty() && id.find()) {
            migrationId = id.group(1);
        }
        if (line.startsWith("client sends ABORT ")) {
            aborting.countDown();
        }
        if (cell.moment().is(line, route) && struck.compareAndSet(false, true)) {
            strike();
        }
        if (cell.moment().step().needsCancel() && new Moment(Step.PREPARED, false).is(line, route)) {
            cancel();
        }
    }

    private void note(String line) {
        passed.add(String.format("%6d ms %s", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos), line));
    }

    private void strike() {
        long millis = injury.inflict();
        note("== " + cell.fault().label());
        if (millis > 0) {
            healer.schedule(this::heal, millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Holds the source's vote until the coordinator has given up. */
    private void cancel() {
        if (!cancelled.compareAndSet(false, true)) {
            return;
        }
        site.process(Party.COORDINATOR, route).ifPresent(Signal.INT::send);
        try {
            if (!aborting.await(CANCEL_SECONDS, TimeUnit.SECONDS)) {
                note("== not cancelled in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
