package io.crj.chaos.simulation.truth;

import java.util.EnumSet;
import java.util.Set;

/** The host the tree goes to, as its kernel sees it. Every method is one thing that happens at once. */
public final class TargetHost {

    /** What there is of the tree here. */
    public enum Vessel {
        NONE,
        /** Dies with its agent. */
        BUILDING,
        /** Complete, stopped, and independent of its agent. */
        HELD,
        RUNNING,
        /** Killed by somebody else, or gone with the kernel. */
        DEAD
    }

    private final Set<Note> notes = EnumSet.noneOf(Note.class);
    private Vessel vessel = Vessel.NONE;
    private boolean everRan;
    private boolean rebooted;
    private boolean wasComplete;
    private boolean bereft;
    private boolean locked;
    private boolean address;
    private boolean file;
    private boolean imageComplete;
    private long answered = -1;

    /** What the journal holds, durable from the moment it was added. */
    public Set<Note> notes() {
        return notes;
    }

    public Vessel vessel() {
        return vessel;
    }

    /** Whether the tree ever ran here. */
    public boolean everRan() {
        return everRan;
    }

    /** Whether a vessel was lost to its kernel's end or to somebody else: its connections may be reset then. */
    public boolean bereft() {
        return bereft || rebooted;
    }

    /** Whether this host ever lost its kernel. */
    public boolean rebooted() {
        return rebooted;
    }

    public boolean hasAddress() {
        return address;
    }

    public boolean isLocked() {
        return locked;
    }

    public long answered() {
        return answered;
    }

    public void build() {
        vessel = Vessel.BUILDING;
        imageComplete = false;
    }

    /** All of the image is here. */
    public void fill(long image) {
        answered = image;
        imageComplete = true;
    }

    public void lock() {
        locked = true;
    }

    public void makeFile() {
        file = true;
    }

    public void removeFile() {
        file = false;
    }

    /** The vessel outlives its agent from now on. */
    public void finish() {
        if (vessel == Vessel.BUILDING && imageComplete) {
            vessel = Vessel.HELD;
            wasComplete = true;
        }
    }

    /** What a vote says. */
    public boolean isComplete() {
        return vessel == Vessel.HELD;
    }

    /** Whether a vessel was ever finished here. */
    public boolean wasComplete() {
        return wasComplete;
    }

    public void takeAddress() {
        address = true;
    }

    public void dropAddress() {
        address = false;
    }

    public void unlock() {
        locked = false;
    }

    /** Returns whether the tree runs now. */
    public boolean thaw() {
        if (vessel == Vessel.HELD) {
            vessel = Vessel.RUNNING;
            everRan = true;
        }
        return vessel == Vessel.RUNNING;
    }

    /** Somebody who is not its agent kills the stopped vessel; returns whether there was one. */
    public boolean lose() {
        boolean stopped = vessel == Vessel.HELD || vessel == Vessel.BUILDING;
        if (stopped) {
            vessel = Vessel.DEAD;
            bereft = true;
        }
        return stopped;
    }

    public void kill() {
        if (vessel == Vessel.RUNNING) {
            throw new Violation("the target destroys a tree that runs");
        }
        vessel = Vessel.NONE;
    }

    public void tracerDied() {
        if (vessel == Vessel.BUILDING) {
            vessel = Vessel.NONE;
        }
    }

    /** Files stay, everything of the kernel goes. */
    public void reboot() {
        rebooted = true;
        vessel = vessel == Vessel.NONE ? Vessel.NONE : Vessel.DEAD;
        locked = false;
        address = false;
        notes.retainAll(EnumSet.of(Note.FILE));
    }

    void answer() {
        answered++;
    }

    /** What a migration may have left here; empty text: nothing. */
    public String leftovers() {
        return (locked ? "lock " : "")
                + (vessel == Vessel.HELD ? "vessel " : "")
                + (file ? "file " : "")
                + (notes.isEmpty() ? "" : "journal " + notes);
    }
}
