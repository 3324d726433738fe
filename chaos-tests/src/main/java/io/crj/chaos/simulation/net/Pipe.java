package io.crj.chaos.simulation.net;

import java.util.function.Consumer;

/**
 * A connection between two processes. Each end learns by itself that it is broken, sooner or later; what is under way to
 * an end that still believes in it arrives.
 */
public final class Pipe {

    /** One end of it. */
    private final class End {
        final SimProcess process;
        final int life;
        final Consumer<String> lost;
        boolean open = true;
        long lastArrivalNanos;

        End(SimProcess process, Consumer<String> lost) {
            this.process = process;
            this.life = process.life();
            this.lost = lost;
            process.attach(Pipe.this);
        }

        boolean listens() {
            return open && process.lives(life);
        }

        void learnAfter(long nanos, String why) {
            network.scheduler.after(nanos, () -> {
                if (listens()) {
                    open = false;
                    process.detach(Pipe.this);
                    lost.accept(why);
                }
            });
        }
    }

    private final Network network;
    private final End first;
    private final End second;
    private boolean broken;

    /** Joins two living processes; each callback runs at most once, when that end learns of the loss. */
    public Pipe(Network network, SimProcess a, Consumer<String> lostAtA, SimProcess b, Consumer<String> lostAtB) {
        this.network = network;
        this.first = new End(a, lostAtA);
        this.second = new End(b, lostAtB);
    }

    /** Whether that end believes in it. */
    public boolean isOpenAt(SimProcess process) {
        return endOf(process).listens();
    }

    /** Delivers to the other end, if the network lets it. */
    public void send(SimProcess from, Runnable delivery) {
        End sender = endOf(from);
        End receiver = other(sender);
        if (!sender.listens()) {
            return;
        }
        if (network.loses()) {
            network.trace.say("network", () -> "loses a message from " + sender.process.place());
            maybeBreak();
            return;
        }
        deliver(sender, receiver, delivery);
        if (network.doubles()) {
            deliver(sender, receiver, delivery);
        }
    }

    /** The connection ends though both processes live. */
    public void breakNow(String why) {
        if (!broken) {
            broken = true;
            first.learnAfter(network.dice.nanosBetween(1, 15_000), why);
            second.learnAfter(network.dice.nanosBetween(1, 15_000), why);
        }
    }

    /** One end closes it in good order; that end hears nothing more. */
    public void close(SimProcess by) {
        End end = endOf(by);
        end.open = false;
        by.detach(this);
        endedBy(by);
    }

    void endedBy(SimProcess ended) {
        End rest = other(endOf(ended));
        boolean silent = network.isCut(ended.place(), rest.process.place()) || network.dice.chance(0.1);
        broken = true;
        rest.learnAfter(
                silent ? network.dice.nanosBetween(5_000, 60_000) : network.dice.nanosBetween(1, 50),
                ended.place() + " closed the connection");
    }

    private void deliver(End sender, End receiver, Runnable delivery) {
        long at = network.scheduler.nowNanos() + network.latencyNanos();
        if (network.keepsOrder()) {
            at = Math.max(at, receiver.lastArrivalNanos);
            receiver.lastArrivalNanos = at;
        }
        network.scheduler.after(at - network.scheduler.nowNanos(), () -> arrive(sender, receiver, delivery));
    }

    private void arrive(End sender, End receiver, Runnable delivery) {
        if (network.isCut(sender.process.place(), receiver.process.place())) {
            network.trace.say(
                    "network", () -> "nothing gets from " + sender.process.place() + " to " + receiver.process.place());
            breakNow("no answer from " + sender.process.place());
        } else if (receiver.listens()) {
            delivery.run();
        }
    }

    private void maybeBreak() {
        if (network.dice.chance(0.5)) {
            breakNow("a message was lost");
        }
    }

    private End endOf(SimProcess process) {
        return first.process == process ? first : second;
    }

    private End other(End end) {
        return end == first ? second : first;
    }
}
