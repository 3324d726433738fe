package io.crj.coordinator.migration;

import static io.crj.coordinator.migration.Figures.round;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundPolicyTest {

    /** Rate in all rows: 1 MiB per 4 ms where not said otherwise; fixed cost 60 ms, limit 300 ms. */
    static Stream<Arguments> histories() {
        return Stream.of(
                arguments("a small tree freezes after its first round", List.of(round(1, 60, 240)), true, 300),
                arguments("a bigger one goes on", List.of(round(1, 61, 244)), false, 304),
                arguments("an empty round", List.of(round(1, 0, 3)), true, 60),
                arguments("the last round counts", List.of(round(1, 256, 1024), round(2, 8, 32)), true, 92),
                arguments("the estimate is better", List.of(round(1, 256, 1024, 256)), true, 64),
                arguments(
                        "the estimate may be worse", List.of(round(1, 256, 1024), round(2, 8, 32, 65536)), false, 1084),
                arguments("one stall is forgiven", stalled(3), false, 860),
                arguments("two are not", stalled(4), true, 860),
                arguments("progress between stalls", progressBetweenStalls(), false, 640),
                arguments("enough rounds", shrinking(8), true, 540),
                arguments("not enough rounds", shrinking(7), false, 580));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("histories")
    void shouldJudge(String name, List<RoundFigures> history, boolean freeze, long expectedMillis) {
        RoundVerdict verdict = RoundPolicy.DEFAULT.judge(history);

        assertThat(verdict.freeze()).as(name + ": " + verdict.reason()).isEqualTo(freeze);
        assertThat(TimeUnit.NANOSECONDS.toMillis(verdict.expectedFreezeNanos())).isEqualTo(expectedMillis);
        assertThat(verdict.reason()).contains(expectedMillis + " ms");
    }

    @Test
    void shouldRejectLimitsWithoutSense() {
        assertThatThrownBy(() -> new RoundPolicy(0, 8, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RoundPolicy(1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<RoundFigures> stalled(int rounds) {
        List<RoundFigures> history = new ArrayList<>(List.of(round(1, 256, 1024)));
        for (int number = 2; number <= rounds; number++) {
            history.add(round(number, 200, 800));
        }
        return history;
    }

    private static List<RoundFigures> progressBetweenStalls() {
        List<RoundFigures> history = stalled(3);
        history.add(round(4, 150, 600));
        history.add(round(5, 145, 580));
        return history;
    }

    private static List<RoundFigures> shrinking(int rounds) {
        List<RoundFigures> history = new ArrayList<>();
        for (int number = 1; number <= rounds; number++) {
            long mebibytes = number == rounds ? 200 - 10L * number : 4000 >> number;
            history.add(round(number, mebibytes, mebibytes * 4));
        }
        return history;
    }
}
