package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.net.Network;
import io.crj.chaos.simulation.net.Pipe;
import java.util.function.Consumer;

/** The source's end of the image stream: what is sent is acknowledged, or the stream is lost. */
final class SourceStream {

    private final World world;
    private final SourceNode owner;
    private final Consumer<String> lostIdle;
    private Pipe pipe;
    private Works.Turn awaiting;
    private boolean closed;

    /** @param lostIdle hears of a loss while nothing was being sent */
    SourceStream(World world, SourceNode owner, Consumer<String> lostIdle) {
        this.world = world;
        this.owner = owner;
        this.lostIdle = lostIdle;
    }

    void connect(Works.Turn turn) {
        TargetNode target = world.target();
        Network network = world.network();
        boolean cut = network.isCut(owner.place(), target.place()) || network.isCut(target.place(), owner.place());
        owner.later(world.dice().nanosBetween(1, cut ? 3000 : 30), () -> {
            if (closed || cut || !target.awaitsStream()) {
                turn.fail("nobody takes the stream");
                return;
            }
            Pipe[] self = new Pipe[1];
            self[0] = new Pipe(network, owner, why -> lost(self[0], why), target, target::streamLost);
            pipe = self[0];
            world.opened(pipe);
            target.streamArrived(pipe);
            turn.next();
        });
    }

    /** Pages; they are acknowledged. */
    void sendRound(Works.Turn turn) {
        await(turn, () -> acknowledge(turn));
    }

    /** The last of it: with this the image is whole. */
    void sendRest(Works.Turn turn, long image) {
        await(turn, () -> {
            world.target().imageArrived(image);
            acknowledge(turn);
        });
    }

    void breakNow() {
        if (pipe != null) {
            pipe.breakNow("the stream is cut");
        }
    }

    /** Nothing more is sent, and whoever waits is told by the works. */
    void close() {
        if (pipe != null && pipe.isOpenAt(owner)) {
            pipe.close(owner);
        }
        forget();
        closed = true;
    }

    /** The process is dead. */
    void forget() {
        pipe = null;
        awaiting = null;
        closed = false;
    }

    private void await(Works.Turn turn, Runnable arrival) {
        if (pipe == null || !pipe.isOpenAt(owner)) {
            turn.fail("the stream is closed");
            return;
        }
        awaiting = turn;
        pipe.send(owner, arrival);
    }

    private void acknowledge(Works.Turn turn) {
        Pipe over = pipe;
        if (over != null) {
            over.send(world.target(), turn::next);
        }
    }

    private void lost(Pipe which, String why) {
        if (which == pipe) {
            pipe = null;
            if (awaiting != null && awaiting.isOpen()) {
                awaiting.fail(why);
            } else {
                lostIdle.accept(why);
            }
        }
    }
}
