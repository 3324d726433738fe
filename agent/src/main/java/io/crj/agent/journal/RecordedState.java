package io.crj.agent.journal;

import com.google.protobuf.ByteString;
import io.crj.engine.journal.SideEffect;
import java.util.Base64;
import java.util.Map;

/**
 * A state that was recorded before anybody was told of it.
 *
 * @param name of the state
 * @param sinceUnixNanos wall clock when it was entered
 * @param reason why
 * @param answer the message that those are told who ask for what led here; empty when there is none
 */
public record RecordedState(String name, long sinceUnixNanos, String reason, ByteString answer) {

    private static final String KIND = "state";

    SideEffect toLine() {
        return new SideEffect(
                KIND,
                Map.of(
                        "name",
                        name,
                        "since",
                        Long.toString(sinceUnixNanos),
                        "reason",
                        reason,
                        "answer",
                        Base64.getEncoder().encodeToString(answer.toByteArray())));
    }

    static RecordedState parse(SideEffect line) {
        Map<String, String> facts = line.facts();
        return new RecordedState(
                SideEffect.fact(facts, "name"),
                SideEffect.number(facts, "since"),
                SideEffect.fact(facts, "reason"),
                ByteString.copyFrom(Base64.getDecoder().decode(SideEffect.fact(facts, "answer"))));
    }
}
