package io.crj.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeSetTest {

    private static final int SIZE = 60;

    @Test
    void shouldBehaveLikeABitSet() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            RangeSet ranges = new RangeSet();
            BitSet bits = new BitSet();
            for (int step = 0; step < 30; step++) {
                int start = random.nextInt(SIZE);
                int end = start + 1 + random.nextInt(10);
                if (random.nextInt(3) > 0) {
                    ranges.add(start, end);
                    bits.set(start, end);
                } else {
                    ranges.remove(start, end);
                    bits.clear(start, end);
                }
                assertThat(bitsOf(ranges.without(new long[0]))).isEqualTo(bits);
            }
            BitSet rest = (BitSet) bits.clone();
            rest.clear(10, 20);
            assertThat(bitsOf(ranges.without(new long[] {10, 20}))).isEqualTo(rest);
            assertThat(bitsOf(ranges.without(new long[0]))).isEqualTo(bits);
        }
    }

    private static BitSet bitsOf(RangeList list) {
        BitSet bits = new BitSet();
        for (int i = 0; i < list.count(); i++) {
            bits.set((int) list.start(i), (int) list.end(i));
        }
        return bits;
    }
}
