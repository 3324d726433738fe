package io.crj.agent.journal;

import com.google.protobuf.ByteString;
import io.crj.engine.journal.SideEffect;
import io.crj.wire.message.Side;
import java.util.Base64;
import java.util.Map;

/**
 * What is known of a migration from its beginning.
 *
 * @param id of the migration
 * @param side which one this agent holds; unspecified when it was only asked about
 * @param pid root of the tree as seen on this host; 0 when not known
 * @param boot names the kernel it began on, and what of it the agent saw
 * @param begunUnixNanos wall clock
 * @param otherAgent host and port, when told
 * @param order the message that began it, without its ticket
 */
public record MigrationHeader(
        String id, Side side, int pid, String boot, long begunUnixNanos, String otherAgent, ByteString order) {

    private static final String KIND = "crj-migration-1";

    /** Nobody will go on with it. */
    MigrationHeader withoutOrder() {
        return new MigrationHeader(id, side, pid, boot, begunUnixNanos, otherAgent, ByteString.EMPTY);
    }

    SideEffect toLine() {
        return new SideEffect(
                KIND,
                Map.of(
                        "id", id,
                        "side", side.name(),
                        "pid", Integer.toString(pid),
                        "boot", boot,
                        "begun", Long.toString(begunUnixNanos),
                        "other", otherAgent,
                        "order", Base64.getEncoder().encodeToString(order.toByteArray())));
    }

    static boolean isLine(SideEffect line) {
        return line.kind().equals(KIND);
    }

    static MigrationHeader parse(SideEffect line) {
        Map<String, String> facts = line.facts();
        return new MigrationHeader(
                SideEffect.fact(facts, "id"),
                Side.valueOf(SideEffect.fact(facts, "side")),
                (int) SideEffect.number(facts, "pid"),
                SideEffect.fact(facts, "boot"),
                SideEffect.number(facts, "begun"),
                SideEffect.fact(facts, "other"),
                ByteString.copyFrom(Base64.getDecoder().decode(SideEffect.fact(facts, "order"))));
    }
}
