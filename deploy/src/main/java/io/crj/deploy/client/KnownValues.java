package io.crj.deploy.client;

import java.util.Random;

/**
 * Values that follow from their number, so that a client can check what another one stored.
 *
 * <p>Half of each value is random, so that memory that holds many of them compresses about as well as real data does.
 */
final class KnownValues {
    static final int VALUE_BYTES = 4096;

    private static final int RANDOM_BYTES = VALUE_BYTES / 2;
    private static final int ALPHABET = 64;

    private KnownValues() {}

    static String key(long number) {
        return "known:" + number;
    }

    static String value(long number) {
        Random random = new Random(number);
        StringBuilder value = new StringBuilder(VALUE_BYTES);
        for (int i = 0; i < RANDOM_BYTES; i++) {
            value.append((char) ('0' + random.nextInt(ALPHABET)));
        }
        String name = key(number) + ' ';
        while (value.length() < VALUE_BYTES) {
            value.append(name);
        }
        value.setLength(VALUE_BYTES);
        return value.toString();
    }
}
