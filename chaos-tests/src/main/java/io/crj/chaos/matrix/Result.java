package io.crj.chaos.matrix;

import java.util.List;
import java.util.stream.Collectors;

/**
 * How one run ended.
 *
 * @param migrated whether the program is on the target now; of no meaning when it failed.
 * @param complaints what the oracle found wrong, a line each; none: all is well.
 * @param evidence what helps to find out why.
 */
record Result(Cell cell, Outcome outcome, boolean migrated, long millis, List<String> complaints, String evidence) {

    /** Of complaints on a screen; the evidence has all. */
    private static final int LINES = 12;

    /** How a run can end. */
    enum Outcome {
        /** The program runs on the target. */
        COMMITTED('C', "committed"),
        /** The program runs on at the source, as it was. */
        ABORTED('A', "aborted"),
        /** The program runs on the target, after crj-migrate recover. */
        COMMITTED_LATER('c', "committed by recover"),
        /** The program runs on at the source, after crj-migrate recover. */
        ABORTED_LATER('a', "aborted by recover"),
        /** An operator ended it with crj-migrate resolve. */
        RESOLVED('D', "resolved"),
        /** Something is not as it has to be. */
        FAILED('F', "FAILED");

        private final char letter;
        private final String words;

        Outcome(char letter, String words) {
            this.letter = letter;
            this.words = words;
        }

        char letter() {
            return letter;
        }

        String words() {
            return words;
        }
    }

    boolean failed() {
        return outcome == Outcome.FAILED;
    }

    /** One line. */
    String line() {
        return String.format(
                        "%-18s %-16s %-20s %5d ms",
                        cell.fault().label(), cell.moment().label(), outcome.words(), millis)
                + (complaints.isEmpty()
                        ? ""
                        : "\n    " + complaints.stream().limit(LINES).collect(Collectors.joining("\n    ")));
    }
}
