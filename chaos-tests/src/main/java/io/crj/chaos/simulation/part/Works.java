package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.net.SimProcess;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The one thread of a side that touches the engine and the disk: one work after the other, each a row of things that
 * happen at moments of their own, so that a crash may come between any two.
 */
final class Works {

    /** One thing that happens; it calls exactly one method of the turn, now or later. */
    interface Act {
        void run(Turn turn);
    }

    /** How a work goes on. */
    final class Turn {
        private final Work work;
        private boolean over;

        private Turn(Work work) {
            this.work = work;
        }

        boolean isOpen() {
            return !over && current == work;
        }

        void next() {
            if (isOpen()) {
                over = true;
                goOn(work);
            }
        }

        void fail(String why) {
            if (isOpen()) {
                over = true;
                end(() -> work.failed.accept(why));
            }
        }
    }

    /** A row of acts and what is said at its end. */
    private static final class Work {
        private final String name;
        private final boolean engine;
        private final Queue<Act> acts;
        private final Runnable done;
        private final Consumer<String> failed;

        private Work(String name, boolean engine, List<Act> acts, Runnable done, Consumer<String> failed) {
            this.name = name;
            this.engine = engine;
            this.acts = new ArrayDeque<>(acts);
            this.done = done;
            this.failed = failed;
        }
    }

    private final World world;
    private final SimProcess owner;
    private final Queue<Work> queue = new ArrayDeque<>();
    private Work current;
    private Turn turn;

    Works(World world, SimProcess owner) {
        this.world = world;
        this.owner = owner;
    }

    static Act act(Runnable action) {
        return turn -> {
            action.run();
            turn.next();
        };
    }

    /** Work of the engine, which may fail before each act. */
    void engine(String name, List<Act> acts, Runnable done, Consumer<String> failed) {
        add(new Work(name, true, acts, done, failed));
    }

    /** Work that fails only by its own acts. */
    void plain(String name, List<Act> acts, Runnable done, Consumer<String> failed) {
        add(new Work(name, false, acts, done, failed));
    }

    /** Ends what waits; what does not wait ends soon anyway. */
    void interrupt(String why) {
        if (turn != null && current != null && current.engine && turn.isOpen()) {
            turn.fail(why);
        }
    }

    /** The process is dead. */
    void clear() {
        queue.clear();
        current = null;
        turn = null;
    }

    private void add(Work work) {
        queue.add(work);
        if (current == null) {
            begin();
        }
    }

    private void begin() {
        current = queue.poll();
        if (current != null) {
            goOn(current);
        }
    }

    private void goOn(Work work) {
        turn = null;
        Act act = work.acts.poll();
        if (act == null) {
            owner.later(world.dice().nanosBetween(0, 3) + 1, () -> end(work.done));
        } else {
            owner.later(world.dice().nanosBetween(0, 12) + 1, () -> perform(work, act));
        }
    }

    private void perform(Work work, Act act) {
        turn = new Turn(work);
        if (work.engine && world.engineFails()) {
            world.trace().say(owner.place().name(), () -> work.name + " fails");
            turn.fail(work.name + " failed");
        } else {
            act.run(turn);
        }
    }

    private void end(Runnable outcome) {
        current = null;
        turn = null;
        outcome.run();
        if (current == null) {
            begin();
        }
    }
}
