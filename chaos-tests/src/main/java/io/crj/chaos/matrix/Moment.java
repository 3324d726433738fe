package io.crj.chaos.matrix;

/**
 * When a fault comes.
 *
 * @param step at which message.
 * @param after it has arrived but nobody has looked at it; else it is about to be sent.
 */
record Moment(Step step, boolean after) {

    /** Whether a line that passed the gate is this moment of a migration between two hosts. */
    boolean is(String line, Route route) {
        return line.startsWith(route.host(after ? step.receiver() : step.sender()) + (after ? " receives " : " sends "))
                && line.contains(' ' + step.message() + " of migration ")
                // What the coordinator says goes to one or the other; what it hears comes from one of them.
                && (line.contains(route.address(after ? step.sender() : step.receiver()) + ":"));
    }

    String label() {
        return (after ? "after " : "before ") + step.label();
    }
}
