package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageRangesTest {

    private static final int PAGE = ImageDirectory.PAGE_BYTES;
    private static final int PAGES = 40;

    @Test
    void shouldDoSetArithmeticLikeABitSet() {
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            BitSet a = random(random);
            BitSet b = random(random);
            BitSet minus = (BitSet) a.clone();
            minus.andNot(b);
            BitSet plus = (BitSet) a.clone();
            plus.or(b);

            assertThat(ranges(a).minus(ranges(b)).toPairs())
                    .containsExactly(ranges(minus).toPairs());
            assertThat(ranges(a).plus(ranges(b)).toPairs())
                    .containsExactly(ranges(plus).toPairs());
        }
    }

    @Test
    void shouldRefuseWhatIsNoRangeOfPages() {
        assertThatThrownBy(() -> PageRanges.of(new long[] {PAGE, PAGE})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PageRanges.of(new long[] {1, PAGE})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PageRanges.of(new long[] {PAGE})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PageRanges.of(new long[] {2 * PAGE, 3 * PAGE, 0, PAGE}))
                .hasMessageContaining("ascending");
    }

    private static BitSet random(Random random) {
        BitSet bits = new BitSet();
        for (int i = 0; i < PAGES; i++) {
            bits.set(i, random.nextBoolean());
        }
        return bits;
    }

    private static PageRanges ranges(BitSet bits) {
        PageRanges ranges = new PageRanges();
        bits.stream().forEach(page -> ranges.add((long) page * PAGE, (page + 1L) * PAGE));
        return ranges;
    }
}
