package io.crj.chaos.simulation.truth;

/**
 * Whom the tree talks to over one long connection: asks again and again, in order, and notices a gap, a repeat and a
 * reset.
 */
public final class Peer {

    private final SourceHost source;
    private final TargetHost target;
    private long answers;
    private boolean forgiving;

    public Peer(SourceHost source, TargetHost target) {
        this.source = source;
        this.target = target;
    }

    public long answers() {
        return answers;
    }

    /** An operator has overruled the protocol: repeats are his responsibility. */
    void forgive() {
        forgiving = true;
    }

    /** One request, to whatever host has the address now. */
    public void ask() {
        if (source.hasAddress() && !source.isLocked()) {
            askSource();
        } else if (target.hasAddress() && !target.isLocked()) {
            askTarget();
        }
    }

    private void askSource() {
        switch (source.copy()) {
            case RUNNING -> {
                expect(source.answered(), "source");
                source.answer();
                answers++;
            }
            case FROZEN -> {
                if (source.image() >= 0) {
                    throw new Violation("the source takes the peer's data after the connection was captured");
                }
            }
            default -> throw new Violation("the source resets the connection: nobody there, and no lock");
        }
    }

    private void askTarget() {
        switch (target.vessel()) {
            case RUNNING -> {
                expect(target.answered(), "target");
                target.answer();
                answers++;
            }
            // The sockets of the unlocked vessel are alive; the kernel keeps what arrives for them.
            case HELD -> {}
            default -> {
                if (!target.bereft()) {
                    throw new Violation("the target resets the connection: nobody there, and no lock");
                }
            }
        }
    }

    private void expect(long copyAnswered, String who) {
        if (copyAnswered != answers && !forgiving) {
            throw new Violation("the peer has " + answers + " answers, the copy on the " + who + " remembers "
                    + copyAnswered + ": " + (copyAnswered < answers ? "repeat" : "gap"));
        }
    }
}
