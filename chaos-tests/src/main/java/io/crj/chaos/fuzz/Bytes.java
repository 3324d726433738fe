package io.crj.chaos.fuzz;

import io.crj.chaos.simulation.clock.Dice;
import java.util.Arrays;

/** Changes valid bytes so that they are nearly valid. */
final class Bytes {

    private static final int[] ODD_NUMBERS = {
        0,
        1,
        -1,
        2,
        127,
        128,
        255,
        256,
        4095,
        4096,
        4097,
        65535,
        65536,
        1 << 20,
        (1 << 20) + 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        -4096,
        1 << 28,
        1 << 30
    };

    private Bytes() {}

    /** Changes {@code valid} in one to five places; some inputs stay as they are. */
    static byte[] changed(byte[] valid, Dice dice) {
        byte[] bytes = valid.clone();
        for (int changes = dice.below(6); changes > 0; changes--) {
            bytes = changedOnce(bytes, dice);
        }
        return bytes;
    }

    static byte[] random(int length, Dice dice) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) dice.below(256);
        }
        return bytes;
    }

    static int oddNumber(Dice dice) {
        return dice.chance(0.3) ? (int) dice.number() : ODD_NUMBERS[dice.below(ODD_NUMBERS.length)];
    }

    private static byte[] changedOnce(byte[] bytes, Dice dice) {
        if (bytes.length == 0) {
            return random(dice.below(20), dice);
        }
        int at = dice.below(bytes.length);
        switch (dice.below(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << dice.below(8));
            case 1 -> bytes[at] = (byte) dice.below(256);
            case 2, 3 -> number(bytes, at, dice);
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                return spliced(bytes, at, at + dice.below(Math.min(64, bytes.length - at) + 1), new byte[0]);
            }
            default -> {
                byte[] more = dice.chance(0.5)
                        ? random(1 + dice.below(32), dice)
                        : Arrays.copyOfRange(bytes, at, at + 1 + dice.below(bytes.length - at));
                return spliced(bytes, at, at, more);
            }
        }
        return bytes;
    }

    private static void number(byte[] bytes, int at, Dice dice) {
        int number = oddNumber(dice);
        int width = dice.chance(0.3) ? 2 : 4;
        boolean little = dice.chance(0.5);
        for (int i = 0; i < width && at + i < bytes.length; i++) {
            bytes[at + i] = (byte) (number >>> 8 * (little ? i : width - 1 - i));
        }
    }

    /** With everything between both places replaced. */
    private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
        byte[] result = new byte[bytes.length - (to - from) + by.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(bytes, to, result, from + by.length, bytes.length - to);
        return result;
    }
}
