package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.truth.Note;
import io.crj.chaos.simulation.truth.SourceHost;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What the engine does on the source, in its order: every side effect is noted before it is made. */
final class SourceEngine {

    /** The last one made is undone first; the tree runs once nothing is left that it could not bear. */
    private static final Note[] UNDONE_IN_ORDER = {Note.FILE, Note.ADDRESS, Note.SOCKETS, Note.HOLD, Note.LOCK};

    private final World world;
    private final Works works;
    private final SourceStream stream;
    private final SourceHost host;
    private final Set<Note> known = EnumSet.noneOf(Note.class);

    SourceEngine(World world, Works works, SourceStream stream) {
        this.world = world;
        this.works = works;
        this.stream = stream;
        this.host = world.truth().source();
    }

    /** All that a new process knows is what the journal tells. */
    void booted() {
        known.clear();
        known.addAll(host.notes());
    }

    void open(Runnable done, Consumer<String> failed) {
        works.engine("open", List.of(stream::connect), done, failed);
    }

    void round(Runnable done, Consumer<String> failed) {
        works.engine("round", List.of(stream::sendRound), done, failed);
    }

    void freeze(Runnable done, Consumer<String> failed) {
        List<Works.Act> acts = new ArrayList<>();
        acts.add(Works.act(host::seize));
        make(acts, Note.LOCK, host::lock);
        make(acts, Note.HOLD, host::hold);
        make(acts, Note.SOCKETS, host::repair);
        acts.add(Works.act(host::capture));
        make(acts, Note.ADDRESS, host::dropAddress);
        make(acts, Note.FILE, host::makeFile);
        acts.add(turn -> stream.sendRest(turn, host.image()));
        works.engine("freeze", acts, done, failed);
    }

    /** Safe to repeat, also from the middle. */
    void undo(Runnable done, Consumer<String> failed) {
        List<Works.Act> acts = new ArrayList<>();
        for (Note note : UNDONE_IN_ORDER) {
            acts.add(Works.act(() -> undo(note)));
        }
        acts.add(Works.act(() -> {
            // What this process has merely stopped it lets go; a hold that nobody noted nobody knows of.
            if (!host.isHeld()) {
                host.thaw();
            }
        }));
        works.engine("undo", acts, done, failed);
    }

    /** Safe to repeat, also from the middle. */
    void reap(Runnable done, Consumer<String> failed) {
        List<Works.Act> acts = new ArrayList<>();
        acts.add(Works.act(() -> {
            host.kill();
            forget(Note.HOLD);
            forget(Note.SOCKETS);
        }));
        // The address stays where it went.
        acts.add(Works.act(() -> forget(Note.ADDRESS)));
        acts.add(Works.act(() -> undo(Note.LOCK)));
        acts.add(Works.act(() -> undo(Note.FILE)));
        works.engine("reap", acts, done, failed);
    }

    private void make(List<Works.Act> acts, Note note, Runnable effect) {
        acts.add(Works.act(() -> {
            known.add(note);
            if (!world.variant().losesNote(note)) {
                host.notes().add(note);
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
            case ADDRESS -> host.takeAddress();
            case SOCKETS -> host.endRepair();
            case HOLD -> host.thaw();
            default -> host.unlock();
        }
        forget(note);
    }

    private void forget(Note note) {
        known.remove(note);
        host.notes().remove(note);
    }
}
