package io.crj.engine.linux.abi;

import java.util.List;
import java.util.StringJoiner;

/** Parts of the processor's extended state by their bits; asm/fpu/types.h {@code enum xfeature}. */
public final class Xfeatures {

    private static final List<String> NAMES = List.of(
            "x87",
            "SSE",
            "AVX",
            "MPX bounds",
            "MPX control",
            "AVX-512 masks",
            "AVX-512 upper halves",
            "AVX-512 upper registers",
            "processor trace",
            "protection keys",
            "PASID",
            "user shadow stacks",
            "supervisor shadow stacks",
            "duty cycling",
            "user interrupts",
            "branch records",
            "hardware P-states",
            "AMX configuration",
            "AMX tiles");

    private Xfeatures() {}

    /** The parts that {@code bits} stand for, in words. */
    public static String names(long bits) {
        StringJoiner names = new StringJoiner(", ");
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits >>> bit & 1) != 0) {
                names.add(bit < NAMES.size() ? NAMES.get(bit) : "bit " + bit);
            }
        }
        return names.toString();
    }
}
