package io.crj.coordinator.cli;

import io.crj.coordinator.effect.AgentWord;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.progress.Figures;
import io.crj.wire.message.StatusReply;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an agent says of a migration, in words and as JSON. */
final class AgentText {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_PER_MINUTE = 60;

    private AgentText() {}

    static Side side(StatusReply reply) {
        return reply.getSide() == io.crj.wire.message.Side.SIDE_TARGET ? Side.TARGET : Side.SOURCE;
    }

    /** {@code source hostA:7070 has voted …; IN DOUBT since …}. */
    static String words(AgentWord word) {
        StringBuilder text = new StringBuilder(word.side().text() + " " + word.agent() + " ");
        text.append(word.state().words());
        StatusReply reply = word.reply();
        if (reply == null) {
            return Figures.printable(
                    text.append(" (").append(word.failure()).append(')').toString());
        }
        if (reply.getPid() != 0) {
            text.append(", pid ").append(reply.getPid());
        }
        if (reply.getSinceUnixNanos() != 0) {
            text.append(reply.getInDoubt() ? "; IN DOUBT since " : ", since ").append(since(reply.getSinceUnixNanos()));
        } else if (reply.getInDoubt()) {
            text.append("; IN DOUBT");
        }
        append(text, "; waits for ", reply.getWaitsFor());
        append(text, "; ", reply.getReason());
        if (reply.getTreeGone()) {
            text.append("; nothing of the tree is left on that host");
        }
        return Figures.printable(text.toString());
    }

    static Map<String, Object> json(AgentWord word) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("side", word.side().text());
        json.put("agent", word.agent().toString());
        json.put("state", word.state().name());
        StatusReply reply = word.reply();
        if (reply == null) {
            json.put("failure", word.failure());
            return json;
        }
        json.put("inDoubt", reply.getInDoubt());
        json.put(
                "since",
                reply.getSinceUnixNanos() == 0
                        ? null
                        : instant(reply.getSinceUnixNanos()).toString());
        json.put("pid", reply.getPid());
        json.put("waitsFor", reply.getWaitsFor());
        json.put("reason", reply.getReason());
        json.put("treeGone", reply.getTreeGone());
        json.put("coordinator", reply.getCoordinator());
        json.put("otherAgent", reply.getOtherAgent());
        return json;
    }

    private static void append(StringBuilder text, String before, String what) {
        if (!what.isEmpty()) {
            text.append(before).append(what);
        }
    }

    private static String since(long unixNanos) {
        Instant then = instant(unixNanos);
        long seconds = Math.max(0, Duration.between(then, Instant.now()).toSeconds());
        String ago = seconds < 2 * SECONDS_PER_MINUTE ? seconds + " s" : seconds / SECONDS_PER_MINUTE + " min";
        return LoggedText.time(then) + " (" + ago + ")";
    }

    private static Instant instant(long unixNanos) {
        return Instant.ofEpochSecond(unixNanos / NANOS_PER_SECOND, unixNanos % NANOS_PER_SECOND);
    }
}
