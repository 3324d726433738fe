package io.crj.chaos.simulation.part;

import io.crj.agent.machine.Ask;
import io.crj.agent.machine.Fault;
import io.crj.chaos.simulation.net.Pipe;
import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.net.SimProcess;
import io.crj.coordinator.migration.MigrationInput;
import io.crj.coordinator.migration.Side;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What both agents have in common: who asks, who waits for an answer, whose loss matters. */
public abstract class AgentNode extends SimProcess {

    protected final World world;
    protected final Works works;
    private final Side side;
    private final Map<Ask, List<Consumer<MigrationInput>>> waiting = new HashMap<>();
    private Pipe owner;

    AgentNode(World world, Place place, Side side) {
        super(place, world.scheduler());
        this.world = world;
        this.side = side;
        this.works = new Works(world, this);
    }

    /** A request arrives over this connection. */
    final void receive(Order order, Pipe over, Consumer<MigrationInput> reply) {
        switch (order.kind()) {
            case INSPECT_SOURCE -> reply.accept(new MigrationInput.SourceInspected(Samples.FACTS));
            case INSPECT_TARGET -> reply.accept(new MigrationInput.TargetInspected(List.of()));
            default -> {
                world.trace().say(place().name(), () -> "is asked for " + order);
                if (order.kind() != Order.Kind.ABORT) {
                    owner = over;
                }
                waiting.computeIfAbsent(askOf(order), ask -> new ArrayList<>(2)).add(reply);
                asked(order);
            }
        }
    }

    final void disconnected(Pipe pipe, String why) {
        if (pipe == owner) {
            owner = null;
            coordinatorLost(why);
        }
    }

    /** Name of the state, for traces and figures. */
    public abstract String stateName();

    abstract void asked(Order order);

    abstract void coordinatorLost(String why);

    /** What a request that went well brings, other than Abort. */
    abstract MigrationInput success(Ask ask);

    protected final void answer(Ask ask, Fault fault, String sentence) {
        List<Consumer<MigrationInput>> replies = waiting.remove(ask);
        if (replies != null) {
            MigrationInput answer = toInput(ask, fault, sentence);
            world.trace().say(place().name(), () -> "answers " + ask + ": " + answer);
            replies.forEach(reply -> reply.accept(answer));
        }
    }

    @Override
    protected void crashed() {
        waiting.clear();
        works.clear();
        owner = null;
    }

    private MigrationInput toInput(Ask ask, Fault fault, String sentence) {
        if (fault == Fault.VESSEL_LOST) {
            return new MigrationInput.VesselLost(sentence);
        } else if (fault != null) {
            return new MigrationInput.AgentFailed(side, sentence);
        }
        return ask.kind() == Ask.Kind.ABORT ? new MigrationInput.Aborted(side) : success(ask);
    }

    private static Ask askOf(Order order) {
        return switch (order.kind()) {
            case START -> Ask.START;
            case ROUND -> Ask.round(order.number());
            case FREEZE -> Ask.FREEZE;
            case PREPARE -> Ask.PREPARE;
            case AWAIT_READY -> Ask.AWAIT_READY;
            case COMMIT -> Ask.COMMIT;
            case ABORT -> Ask.ABORT;
            default -> throw new IllegalArgumentException(order.toString());
        };
    }
}
