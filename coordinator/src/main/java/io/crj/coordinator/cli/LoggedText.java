package io.crj.coordinator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crj.coordinator.effect.MigrationResult;
import io.crj.coordinator.log.LoggedMigration;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.Migration;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.progress.Figures;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Recorded migrations in words and as JSON. */
final class LoggedText {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private LoggedText() {}

    /** Wall clock of this host. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** What a migration moves: name, pid and hosts. */
    static String tree(LoggedMigration migration) {
        return Figures.printable(migration.begun().command()) + " (pid "
                + migration.begun().pid() + ") " + migration.begun().from() + " -> "
                + migration.begun().to();
    }

    /** Where it stands, by the log alone. */
    static String standing(OperatorChoice.Entry entry) {
        LoggedMigration migration = entry.migration();
        String decision = migration.decision() == null
                ? "no decision"
                : migration.decision() + " decided " + time(migration.decidedAt()) + " by " + migration.decidedBy();
        if (migration.isEnded()) {
            return (migration.outcome() == MigrationState.DONE ? "migrated" : "rolled back") + " "
                    + time(migration.endedAt());
        } else if (entry.isLed()) {
            return "under way, led by " + migration.owner() + "; " + decision;
        }
        return "unfinished, nobody leads it (last " + migration.owner() + "); " + decision
                + "; crj-migrate recover ends it";
    }

    /** One object of a list. */
    static Map<String, Object> json(OperatorChoice.Entry entry) {
        LoggedMigration migration = entry.migration();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", migration.id());
        json.put("command", migration.begun().command());
        json.put("pid", migration.begun().pid());
        json.put("from", migration.begun().from().toString());
        json.put("to", migration.begun().to().toString());
        json.put("begunAt", migration.begun().time().toString());
        json.put("owner", migration.owner().toString());
        json.put("led", entry.isLed());
        json.put("takenOver", migration.term());
        json.put(
                "decision",
                migration.decision() == null ? null : migration.decision().name());
        json.put("decidedBy", migration.decidedBy());
        json.put("decidedAt", text(migration.decidedAt()));
        json.put(
                "outcome",
                migration.outcome() == null ? null : migration.outcome().wireName());
        json.put("endedAt", text(migration.endedAt()));
        json.put("log", entry.log().place());
        return json;
    }

    /** How settling one ended, a line for a person. */
    static String words(LoggedMigration migration, MigrationResult result) {
        Migration end = result.migration();
        StringBuilder line = new StringBuilder(migration.id() + ": " + tree(migration) + ": ");
        if (end.state() == MigrationState.DONE) {
            line.append("migrated; it runs on the target with ")
                    .append(end.arrival().pids());
        } else {
            line.append(end.state().sentence()).append(": ").append(end.ending().reason());
        }
        if (end.ending().advice() != null) {
            line.append("; ").append(end.ending().advice());
        }
        return Figures.printable(line.toString());
    }

    /** The same as an object. */
    static Map<String, Object> json(LoggedMigration migration, MigrationResult result) {
        Migration end = result.migration();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", migration.id());
        json.put("state", end.state().wireName());
        json.put("settled", isSettled(end));
        Decision decision = end.settlement().decision();
        json.put("decision", decision == null ? null : decision.name());
        json.put(
                "pid",
                end.arrival() == null ? migration.begun().pid() : end.arrival().pid());
        json.put("reason", end.ending().reason());
        json.put("advice", end.ending().advice());
        return json;
    }

    /** Whether nothing is left to be done: both sides have confirmed. */
    static boolean isSettled(Migration end) {
        return end.state() != MigrationState.IN_DOUBT
                && end.settlement().waitingFor().isEmpty();
    }

    static String text(Object json) {
        try {
            return new ObjectMapper().writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("no JSON form: " + json, impossible);
        }
    }

    private static String text(Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
