package io.crj.chaos.simulation.truth;

import java.util.EnumSet;
import java.util.Set;

/** The host the tree leaves, as its kernel sees it. Every method is one thing that happens at once. */
public final class SourceHost {

    /** What became of the tree that began here. */
    public enum Copy {
        RUNNING,
        FROZEN,
        GONE
    }

    private final Set<Note> notes = EnumSet.noneOf(Note.class);
    private Copy copy = Copy.RUNNING;
    private boolean held;
    private boolean locked;
    private boolean repaired;
    private boolean address = true;
    private boolean file;
    private long answered;
    private long image = -1;

    /** What the journal holds, durable from the moment it was added. */
    public Set<Note> notes() {
        return notes;
    }

    public Copy copy() {
        return copy;
    }

    public boolean hasAddress() {
        return address;
    }

    public boolean isLocked() {
        return locked;
    }

    public boolean isHeld() {
        return held;
    }

    /** Requests the peer got answered by this copy and those before it. */
    public long answered() {
        return answered;
    }

    /** The number of answers at the capture; -1 when there is none that still holds. */
    public long image() {
        return image;
    }

    public void seize() {
        if (copy == Copy.RUNNING) {
            copy = Copy.FROZEN;
        }
    }

    public void lock() {
        locked = true;
    }

    public void hold() {
        held = true;
    }

    /** A tree that runs in this mode loses data: it must be held. */
    public void repair() {
        if (!held) {
            throw new Violation("sockets go into repair mode though nothing holds the tree");
        }
        repaired = true;
    }

    public void capture() {
        image = answered;
    }

    public void dropAddress() {
        address = false;
    }

    public void takeAddress() {
        address = true;
    }

    public void makeFile() {
        file = true;
    }

    public void removeFile() {
        file = false;
    }

    public void endRepair() {
        repaired = false;
    }

    public void unlock() {
        locked = false;
    }

    /** The held or seized tree runs on; what was captured of it is stale from now on. */
    public void thaw() {
        held = false;
        if (copy == Copy.FROZEN) {
            if (repaired) {
                throw new Violation("the tree runs on with sockets in repair mode");
            }
            copy = Copy.RUNNING;
            image = -1;
        }
    }

    public void kill() {
        if (copy == Copy.RUNNING) {
            throw new Violation("the source reaps a tree that runs");
        }
        copy = Copy.GONE;
        held = false;
        repaired = false;
    }

    /** A traced tree runs on, healed; a held one stays. */
    public void tracerDied() {
        if (!held) {
            thaw();
        }
    }

    void answer() {
        answered++;
    }

    /** What a migration may have left here; empty text: nothing. */
    public String leftovers() {
        return (locked ? "lock " : "")
                + (held ? "hold " : "")
                + (repaired ? "repair " : "")
                + (file ? "file " : "")
                + (notes.isEmpty() ? "" : "journal " + notes);
    }
}
