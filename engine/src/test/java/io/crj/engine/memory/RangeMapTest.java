package io.crj.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RangeMapTest {

    private record Range(long start, long end) {}

    private final RangeMap<Range> ranges = new RangeMap<>(Range::start, Range::end);

    @Test
    void shouldFindWhatOverlaps() {
        Range first = new Range(10, 20);
        Range second = new Range(20, 30);
        Range third = new Range(40, 50);
        ranges.put(third);
        ranges.put(first);
        ranges.put(second);

        assertThat(ranges.overlapping(0, 10)).isEmpty();
        assertThat(ranges.overlapping(0, 11)).containsExactly(first);
        assertThat(ranges.overlapping(19, 20)).containsExactly(first);
        assertThat(ranges.overlapping(20, 21)).containsExactly(second);
        assertThat(ranges.overlapping(15, 41)).containsExactly(first, second, third);
        assertThat(ranges.overlapping(30, 40)).isEmpty();
        assertThat(ranges.all()).containsExactly(first, second, third);
    }

    @Test
    void shouldReplaceWhatBeginsAtTheSamePlaceAlsoWhileItIsLookedAt() {
        ranges.put(new Range(10, 20));
        ranges.put(new Range(20, 30));

        ranges.overlapping(15, 25).forEach(range -> ranges.put(new Range(range.start(), range.end() - 1)));

        assertThat(ranges.all()).containsExactly(new Range(10, 19), new Range(20, 29));
    }
}
