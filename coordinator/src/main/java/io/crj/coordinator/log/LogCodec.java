package io.crj.coordinator.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.crj.coordinator.effect.AgentAddress;
import io.crj.coordinator.migration.Decision;
import io.crj.coordinator.migration.MigrationState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;

/**
 * A record of the log as one line of JSON. Each holds all that is known by then, so that the last one is enough.
 *
 * <pre>
 *   {"record":"BEGUN|TAKEN|DECIDED|ENDED","id":…,"from":"HOST:PORT","to":…,"pid":…,"command":…,"begunAt":…,
 *    "owner":{"host":…,"pid":…,"startTicks":…},"term":0,
 *    "decision":"COMMIT|ABORT","decidedBy":…,"decidedAt":…,"outcome":"DONE|…","endedAt":…}
 * </pre>
 */
final class LogCodec {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private LogCodec() {}

    static String encode(LoggedMigration migration) {
        Begun begun = migration.begun();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("record", kind(migration));
        json.put("id", begun.id()).put("from", begun.from().toString());
        json.put("to", begun.to().toString()).put("pid", begun.pid());
        json.put("command", begun.command()).put("begunAt", begun.time().toString());
        Owner owner = migration.owner();
        json.putObject("owner")
                .put("host", owner.host())
                .put("pid", owner.pid())
                .put("startTicks", owner.startTicks());
        json.put("term", migration.term());
        if (migration.decision() != null) {
            json.put("decision", migration.decision().name()).put("decidedBy", migration.decidedBy());
            json.put("decidedAt", migration.decidedAt().toString());
        }
        if (migration.isEnded()) {
            json.put("outcome", migration.outcome().name())
                    .put("endedAt", migration.endedAt().toString());
        }
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("no JSON form: " + migration, impossible);
        }
    }

    /** Null when the line is no whole record. */
    static LoggedMigration decode(String line) {
        try {
            JsonNode json = MAPPER.readTree(line);
            JsonNode owner = json.path("owner");
            return new LoggedMigration(
                    new Begun(
                            text(json, "id"),
                            AgentAddress.parse(text(json, "from")),
                            AgentAddress.parse(text(json, "to")),
                            json.path("pid").asInt(),
                            text(json, "command"),
                            Instant.parse(text(json, "begunAt"))),
                    new Owner(
                            text(owner, "host"),
                            owner.path("pid").asLong(),
                            owner.path("startTicks").asLong()),
                    json.path("term").asInt(),
                    optional(json, "decision", Decision::valueOf),
                    optional(json, "decidedBy", Function.identity()),
                    optional(json, "decidedAt", Instant::parse),
                    optional(json, "outcome", MigrationState::valueOf),
                    optional(json, "endedAt", Instant::parse));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException noRecord) {
            return null;
        }
    }

    private static String kind(LoggedMigration migration) {
        if (migration.isEnded()) {
            return "ENDED";
        } else if (migration.decision() != null) {
            return "DECIDED";
        }
        return migration.term() == 0 ? "BEGUN" : "TAKEN";
    }

    private static String text(JsonNode json, String field) {
        if (!json.path(field).isTextual()) {
            throw new IllegalArgumentException("no " + field);
        }
        return json.path(field).asText();
    }

    private static <T> T optional(JsonNode json, String field, Function<String, T> reader) {
        return json.hasNonNull(field) ? reader.apply(json.path(field).asText()) : null;
    }
}
