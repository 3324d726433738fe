package io.crj.chaos.simulation.part;

import io.crj.chaos.simulation.net.Network;
import io.crj.chaos.simulation.net.Pipe;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.Side;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * A coordinator's way to one agent, as production's: connects when first needed and again after a loss; each request is
 * sent once, and each that stays without an answer ends in AgentFailed.
 */
final class AgentLink {

    private static final int CONNECT_TIMEOUT_MILLIS = 3000;
    private static final int INSPECT_ATTEMPTS = 4;

    /** A request that waits for its answer. */
    private record Pending(Order order, int attempt) {}

    private final World world;
    private final CoordinatorNode owner;
    private final AgentNode agent;
    private final Side side;
    private final Consumer<MigrationInput> inputs;
    private final Queue<Pending> waiting = new ArrayDeque<>();
    private final List<Pending> unanswered = new ArrayList<>();
    private boolean connecting;
    private Pipe pipe;

    AgentLink(World world, CoordinatorNode owner, AgentNode agent, Side side, Consumer<MigrationInput> inputs) {
        this.world = world;
        this.owner = owner;
        this.agent = agent;
        this.side = side;
        this.inputs = inputs;
    }

    void send(Order order) {
        send(new Pending(order, 1));
    }

    void close() {
        if (pipe != null && pipe.isOpenAt(owner)) {
            pipe.close(owner);
        }
    }

    private void send(Pending request) {
        if (pipe != null && pipe.isOpenAt(owner)) {
            transmit(request);
            return;
        }
        waiting.add(request);
        if (!connecting) {
            connecting = true;
            connect();
        }
    }

    private void connect() {
        Network network = world.network();
        boolean reached = !network.isCut(owner.place(), agent.place()) && !network.isCut(agent.place(), owner.place());
        if (reached && agent.isAlive()) {
            owner.later(world.dice().nanosBetween(1, 30), this::connected);
        } else {
            long nanos = reached
                    ? world.dice().nanosBetween(1, 30)
                    : world.dice().nanosBetween(CONNECT_TIMEOUT_MILLIS - 1, CONNECT_TIMEOUT_MILLIS);
            owner.later(nanos, () -> refused("the agent cannot be reached"));
        }
    }

    private void connected() {
        if (!agent.isAlive()) {
            refused("the agent is gone");
            return;
        }
        connecting = false;
        Pipe[] self = new Pipe[1];
        self[0] = new Pipe(
                world.network(), owner, why -> lost(self[0], why), agent, why -> agent.disconnected(self[0], why));
        pipe = self[0];
        world.opened(pipe);
        List<Pending> now = new ArrayList<>(waiting);
        waiting.clear();
        now.forEach(this::transmit);
    }

    private void refused(String why) {
        connecting = false;
        List<Pending> now = new ArrayList<>(waiting);
        waiting.clear();
        now.forEach(request -> failed(request, why));
    }

    private void transmit(Pending request) {
        unanswered.add(request);
        Pipe over = pipe;
        Consumer<MigrationInput> reply = answer -> over.send(agent, () -> answered(request, answer));
        over.send(owner, () -> agent.receive(request.order(), over, reply));
    }

    private void answered(Pending request, MigrationInput answer) {
        // A second answer to the same request has nobody who waits for it.
        if (unanswered.remove(request)) {
            inputs.accept(answer);
        }
    }

    private void lost(Pipe which, String why) {
        if (which == pipe) {
            pipe = null;
            List<Pending> now = new ArrayList<>(unanswered);
            unanswered.clear();
            now.forEach(request -> failed(request, why));
            inputs.accept(new MigrationInput.AgentFailed(side, why));
        }
    }

    /** Only what touches nothing is asked again by itself. */
    private void failed(Pending request, String why) {
        boolean inspects = request.order().kind() == Order.Kind.INSPECT_SOURCE
                || request.order().kind() == Order.Kind.INSPECT_TARGET;
        if (inspects && request.attempt() < INSPECT_ATTEMPTS) {
            Pending again = new Pending(request.order(), request.attempt() + 1);
            owner.later(world.dice().nanosBetween(150, 1500), () -> send(again));
        } else {
            inputs.accept(new MigrationInput.AgentFailed(side, why));
        }
    }
}
