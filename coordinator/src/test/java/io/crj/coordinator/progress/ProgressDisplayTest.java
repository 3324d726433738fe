package io.crj.coordinator.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.coordinator.migration.MigrationEvent;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.Side;
import io.crj.coordinator.publish.TimedEvent;
import io.crj.wire.message.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProgressDisplayTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void shouldRedrawOneBlockOnATerminal() {
        try (ProgressDisplay display = ProgressDisplay.onTerminal(out, "hostA -> hostB", 300)) {
            feed(display);
        }

        String block = screen();
        assertThat(block)
                .contains("hostA -> hostB (redis?server)")
                .contains("rounds: sending memory while the tree runs")
                .contains("192.0 MiB")
                .contains("[############------------] 50 %")
                .contains("1 done, 1,024 dirty pages, expected freeze 412 ms (at most 300 ms wanted)");
        assertThat(block.lines()).as("what stays on the screen:\n" + block).hasSize(6);
        assertThat(block).startsWith("warning: the clocks differ");
    }

    @Test
    void shouldWritePlainLinesElsewhere() {
        try (ProgressDisplay display = ProgressDisplay.asLines(out)) {
            feed(display);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .doesNotContain("\u001b")
                .containsPattern("(?m)^\\d\\.\\d\\d s  preparing: both hosts agree$")
                .contains("round 1: 65,536 pages, 128.0 MiB sent, 256.0 MiB/s; is above 300 ms")
                .contains("warning: the clocks differ");
    }

    @Test
    void shouldOnlyNoteWhenQuiet() {
        try (ProgressDisplay display = ProgressDisplay.quiet(out)) {
            feed(display);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("warning: the clocks differ\n");
    }

    private static void feed(ProgressDisplay display) {
        display.accept(event(
                MigrationEvent.Kind.STATE,
                MigrationState.PREPARING,
                "both hosts agree",
                Map.of("command", "redis\u001bserver")));
        display.accept(event(MigrationEvent.Kind.STATE, MigrationState.ROUNDS, "connected", Map.of()));
        display.progressed(Side.SOURCE, progress("round 1", 100L << 20, 25_600));
        display.accept(event(
                MigrationEvent.Kind.ROUND,
                MigrationState.ROUNDS,
                "is above 300 ms",
                Map.of(
                        "round", 1,
                        "pagesSent", 65_536L,
                        "pagesDirtyEstimate", 1_024L,
                        "bytesRaw", 256L << 20,
                        "bytesSent", 128L << 20,
                        "durationMillis", 1_000L,
                        "expectedFreezeMillis", 412L)));
        display.warned("the clocks differ");
        display.progressed(Side.SOURCE, progress("round 2", 64L << 20, 512));
        display.progressed(Side.TARGET, progress("fill", 1, 1));
        display.accept(event(MigrationEvent.Kind.STATE, MigrationState.ROUNDS, "still", Map.of()));
    }

    private static Progress progress(String phase, long bytesSent, long pages) {
        return Progress.newBuilder()
                .setPhase(phase)
                .setBytesSent(bytesSent)
                .setPagesSent(pages)
                .setPagesTotal(1_024)
                .build();
    }

    private static TimedEvent event(
            MigrationEvent.Kind kind, MigrationState state, String reason, Map<String, Object> figures) {
        return new TimedEvent(new MigrationEvent("m", 1, kind, state, state, reason, figures), Instant.EPOCH);
    }

    /** What a terminal shows after the last sequence: each redraw goes up over the block before it. */
    private String screen() {
        List<String> lines = new ArrayList<>();
        String text =
                bytes.toString(StandardCharsets.UTF_8).replace("\u001b[?7l", "").replace("\u001b[?7h", "");
        for (String part : text.split("\u001b\\[", -1)) {
            String rest = part;
            if (part.matches("(?s)\\d+A.*")) {
                int up = Integer.parseInt(part.substring(0, part.indexOf('A')));
                lines.subList(lines.size() - up, lines.size()).clear();
                rest = "";
            } else if (part.startsWith("J")) {
                rest = part.substring(1);
            }
            rest.lines().filter(line -> !line.isEmpty()).forEach(lines::add);
        }
        return String.join("\n", lines);
    }
}
