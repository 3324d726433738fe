package io.crj.chaos.simulation.part;

import io.crj.agent.machine.VesselEvidence;
import io.crj.chaos.simulation.net.Pipe;
import io.crj.chaos.simulation.truth.Note;
import io.crj.chaos.simulation.truth.TargetHost;
import io.crj.chaos.simulation.truth.TargetHost.Vessel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the engine does on the target, in its order: every side effect is noted before it is made. */
final class TargetEngine {

    private static final Note[] UNDONE_IN_ORDER = {Note.VESSEL, Note.ADDRESS, Note.LOCK, Note.FILE};

    private final World world;
    private final Works works;
    private final TargetNode owner;
    private final TargetHost host;
    private final Set<Note> known = EnumSet.noneOf(Note.class);
    private Pipe stream;
    private Works.Turn filling;
    private boolean whole;
    private boolean closed;
    private boolean mayHaveThawed;

    TargetEngine(World world, Works works, TargetNode owner) {
        this.world = world;
        this.works = works;
        this.owner = owner;
        this.host = world.truth().target();
    }

    /** All that a new process knows is what the journal tells. */
    void booted() {
        known.clear();
        known.addAll(host.notes());
        stream = null;
        filling = null;
        whole = false;
        closed = false;
        mayHaveThawed = false;
    }

    VesselEvidence evidence() {
        return switch (host.vessel()) {
            case HELD -> VesselEvidence.HELD;
            case RUNNING -> VesselEvidence.RUNS;
            default -> {
                if (host.rebooted()) {
                    yield VesselEvidence.HOST_RESTARTED;
                }
                yield known.contains(Note.VESSEL) ? VesselEvidence.GONE : VesselEvidence.NEVER_RAN;
            }
        };
    }

    /** From here on the death of the vessel says nothing about whether it ran. */
    boolean mayHaveThawed() {
        return mayHaveThawed;
    }

    void prepare(Runnable done, Consumer<String> failed) {
        List<Works.Act> acts = new ArrayList<>();
        make(acts, Note.FILE, host::makeFile);
        acts.add(Works.act(host::build));
        works.engine("prepare", acts, done, failed);
    }

    void fill(Runnable done, Consumer<String> failed) {
        Works.Act await = turn -> {
            filling = turn;
            if (closed) {
                turn.fail("the stream is closed");
            } else if (whole) {
                turn.next();
            }
        };
        works.engine("fill", List.of(await), done, failed);
    }

    void complete(Runnable done, Consumer<String> failed) {
        List<Works.Act> acts = new ArrayList<>();
        make(acts, Note.LOCK, host::lock);
        make(acts, Note.VESSEL, host::finish);
        acts.add(turn -> {
            if (host.isComplete()) {
                turn.next();
            } else {
                turn.fail("the vessel is not there");
            }
        });
        works.engine("complete", acts, done, failed);
    }

    /** Safe to repeat, also from the middle. */
    void resume(Runnable done, Runnable lost, Consumer<String> failed) {
        mayHaveThawed = true;
        List<Works.Act> acts = new ArrayList<>();
        boolean[] dead = new boolean[1];
        acts.add(Works.act(() -> dead[0] = host.vessel() == Vessel.DEAD || host.vessel() == Vessel.NONE));
        make(acts, Note.ADDRESS, () -> {
            if (!dead[0]) {
                host.takeAddress();
            }
        });
        acts.add(Works.act(() -> {
            if (!dead[0]) {
                undo(Note.LOCK);
            }
        }));
        acts.add(Works.act(() -> dead[0] = !host.thaw()));
        works.engine("resume", acts, dead(dead, done, lost), failed);
    }

    private static Runnable dead(boolean[] dead, Runnable done, Runnable lost) {
        return () -> (dead[0] ? lost : done).run();
    }

    /** Nobody waits for it. */
    void settle() {
        List<Works.Act> acts = new ArrayList<>();
        acts.add(Works.act(() -> undo(Note.LOCK)));
        acts.add(Works.act(() -> undo(Note.FILE)));
        acts.add(Works.act(() -> {
            forget(Note.VESSEL);
            forget(Note.ADDRESS);
        }));
        works.plain("settle", acts, () -> {}, why -> {});
    }

    /** Safe to repeat, also from the middle. */
    void undo(Runnable done, Consumer<String> failed) {
        List<Works.Act> acts = new ArrayList<>();
        acts.add(Works.act(() -> {
            if (host.vessel() == Vessel.BUILDING) {
                host.kill();
            }
        }));
        for (Note note : UNDONE_IN_ORDER) {
            acts.add(Works.act(() -> undo(note)));
        }
        works.engine("undo", acts, done, failed);
    }

    void streamArrived(Pipe pipe) {
        stream = pipe;
    }

    void imageArrived(long image) {
        if (host.vessel() == Vessel.BUILDING) {
            host.fill(image);
            whole = true;
            if (filling != null) {
                filling.next();
            }
        }
    }

    /** Returns whether somebody waited for it. */
    boolean streamLost(String why) {
        stream = null;
        boolean waited = filling != null && filling.isOpen();
        if (waited) {
            filling.fail(why);
        }
        return waited;
    }

    void closeStream() {
        if (stream != null && stream.isOpenAt(owner)) {
            stream.close(owner);
        }
        stream = null;
        closed = true;
    }

    private void make(List<Works.Act> acts, Note note, Runnable effect) {
        acts.add(Works.act(() -> {
            known.add(note);
            if (!world.variant().losesNote(note)) {
                host.notes().add(note);
                // A file outlives the kernel: its note is synced, and with it all that stands before.
                owner.disk().sync();
            }
        }));
        acts.add(Works.act(effect));
    }

    private void undo(Note note) {
        if (!known.contains(note)) {
            return;
        }
        switch (note) {
            case FILE -> host.removeFile();
            case ADDRESS -> host.dropAddress();
            case LOCK -> host.unlock();
            // Its end is silent: sockets in repair mode, and the lock still there.
            default -> host.kill();
        }
        forget(note);
    }

    private void forget(Note note) {
        known.remove(note);
        host.notes().remove(note);
    }
}
