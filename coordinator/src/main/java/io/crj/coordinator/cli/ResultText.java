package io.crj.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crj.coordinator.effect.MigrationRequest;
import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.SourceFacts;
import io.crj.coordinator.progress.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A result in words and as JSON. */
final class ResultText {

    private static final double NANOS_PER_MILLI = 1e6;

    private ResultText() {}

    /** One JSON object on one line. */
    static String json(MigrationResult result, int undelivered) {
        Migration migration = result.migration();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("migrated", migration.state() == MigrationState.DONE);
        json.put(
                "outcome",
                ExitCode.of(migration).name().toLowerCase(Locale.ROOT).replace('_', '-'));
        json.put("state", migration.state().wireName());
        json.put("id", result.request().plan().migrationId());
        json.put("from", result.request().source().host());
        json.put("to", result.request().target().host());
        json.put(
                "pid",
                migration.arrival() == null
                        ? result.request().pid()
                        : migration.arrival().pid());
        if (migration.arrival() != null && migration.arrival().namespacePid() != 0) {
            json.put("namespacePid", migration.arrival().namespacePid());
        }
        if (!result.logDirectory().isEmpty()) {
            json.put("logDirectory", result.logDirectory());
        }
        json.put("rounds", migration.rounds().size());
        json.put("freezeMillis", migration.freezeNanos() < 0 ? null : toMillis(migration.freezeNanos()));
        json.put("totalMillis", toMillis(result.totalNanos()));
        json.put("bytesSent", migration.bytesSent());
        json.put("events", migration.sequence());
        json.put("eventsUndelivered", undelivered);
        json.put("phases", phases(result));
        json.put("freezePhases", freezePhases(migration));
        if (migration.state() != MigrationState.DONE) {
            json.put("reason", migration.ending().reason());
            json.put("refusals", migration.ending().refusals());
            json.put("advice", migration.ending().advice());
        }
        try {
            return new ObjectMapper().writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("result has no JSON form", impossible);
        }
    }

    /** A sentence or a few lines for a person. */
    static List<String> words(MigrationResult result) {
        Migration migration = result.migration();
        List<String> lines = new ArrayList<>();
        switch (migration.state()) {
            case DONE -> lines.add(done(result));
            case APPROVED -> lines.add(approved(result));
            case REFUSED -> addRefused(lines, result);
            default ->
                lines.add(
                        migration.state().sentence() + ": " + migration.ending().reason());
        }
        if (migration.ending().advice() != null) {
            lines.add(migration.ending().advice());
        }
        if (!result.logDirectory().isEmpty()) {
            lines.add("the log of the restore is on "
                    + result.request().target().host() + " in " + result.logDirectory());
        }
        return lines.stream().map(Figures::printable).toList();
    }

    private static String done(MigrationResult result) {
        Migration migration = result.migration();
        return tree(migration.facts()) + " runs on " + result.request().target().host() + " with "
                + migration.arrival().pids() + ": "
                + Figures.counted(migration.rounds().size(), "round") + ", freeze "
                + toMillis(migration.freezeNanos()) + " ms, total "
                + Figures.seconds((double) result.totalNanos()) + ", "
                + Figures.mebibytes((double) migration.bytesSent()) + " sent";
    }

    private static String approved(MigrationResult result) {
        MigrationRequest request = result.request();
        return "would move " + size(result.migration().facts()) + " from "
                + request.source().host() + " to " + request.target().host() + "; nothing was touched";
    }

    private static void addRefused(List<String> lines, MigrationResult result) {
        Migration migration = result.migration();
        if (result.request().plan().preflightOnly() && migration.facts() != null) {
            lines.add("asked about " + size(migration.facts()));
        }
        List<String> refusals = migration.ending().refusals();
        if (refusals.size() <= 1) {
            lines.add(migration.state().sentence() + ": " + migration.ending().reason());
        } else {
            lines.add(migration.state().sentence() + ":");
            refusals.forEach(refusal -> lines.add("  - " + refusal));
        }
    }

    private static String size(SourceFacts facts) {
        return tree(facts) + ": " + Figures.counted(facts.processes(), "process") + ", "
                + (facts.threads() == 0 ? "" : Figures.counted(facts.threads(), "thread") + ", ")
                + Figures.mebibytes((double) facts.residentBytes()) + ", "
                + Figures.counted(facts.connections(), "connection");
    }

    private static String tree(SourceFacts facts) {
        return facts.command() + " (pid " + facts.pid() + ")";
    }

    private static Map<String, Object> phases(MigrationResult result) {
        Map<String, Object> phases = new LinkedHashMap<>();
        result.phaseNanos().forEach((state, nanos) -> phases.put(state.wireName(), toMillis(nanos)));
        return phases;
    }

    /** What the agents say of the parts of the freeze, in milliseconds with a fraction: most are far shorter than one. */
    private static Map<String, Object> freezePhases(Migration migration) {
        Map<String, Object> phases = new TreeMap<>();
        if (migration.votes().prepared() != null) {
            migration
                    .votes()
                    .prepared()
                    .phaseNanos()
                    .forEach((name, nanos) -> phases.put("source." + name, fine(nanos)));
        }
        if (migration.arrival() != null) {
            migration.arrival().phaseNanos().forEach((name, nanos) -> phases.put("target." + name, fine(nanos)));
        }
        return phases;
    }

    private static double fine(long nanos) {
        return Math.round(nanos / 1000.0) * 1000.0 / NANOS_PER_MILLI;
    }

    private static long toMillis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
