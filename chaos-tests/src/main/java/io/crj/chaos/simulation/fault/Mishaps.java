package io.crj.chaos.simulation.fault;

import io.crj.chaos.simulation.clock.Dice;
import io.crj.chaos.simulation.net.Pipe;
import io.crj.chaos.simulation.net.Place;
import io.crj.chaos.simulation.net.SimProcess;
import io.crj.chaos.simulation.part.CoordinatorNode;
import io.crj.chaos.simulation.part.World;
import io.crj.chaos.simulation.truth.AgentDisk;
import io.crj.chaos.simulation.truth.SimLog.Trouble;
import java.util.List;

/** Makes each kind of mishap happen, and end after a while. */
final class Mishaps {

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** From less than one state to longer than anybody waits. */
    private static final int[] LASTING_MILLIS = {100, 1500, 1500, 10_000, 70_000};

    private final World world;
    private boolean over;

    Mishaps(World world) {
        this.world = world;
    }

    void strike(FaultKind kind) {
        switch (kind) {
            case PARTITION -> cut(true);
            case ONE_WAY_PARTITION -> cut(false);
            case CONNECTION_BREAKS -> breakOne();
            case STREAM_BREAKS -> world.source().breakStream();
            case SOURCE_CRASHES -> crash(world.source());
            case TARGET_CRASHES -> crash(world.target());
            case COORDINATOR_CRASHES -> crashCoordinator();
            case TARGET_HOST_REBOOTS -> {
                world.target().reboot();
                bootLater(world.target());
            }
            case VESSEL_KILLED -> world.target().loseVessel();
            case SECOND_COORDINATOR -> world.lead(Place.STANDBY, true);
            case CANCEL -> world.coordinators().forEach(CoordinatorNode::cancel);
            case MISGUIDED_ABORT -> {
                world.source().abortAfterCommit();
                world.target().abortAfterCommit();
            }
            case CLOCK_JUMPS -> jump();
            case ENGINE_FAILS_ONCE -> world.failEngineNext();
            default -> disk(kind);
        }
    }

    void end() {
        over = true;
        world.network().heal();
        world.engineFailure(0);
        world.log().trouble(Trouble.NONE);
        world.source().disk().trouble(Trouble.NONE);
        world.target().disk().trouble(Trouble.NONE);
        world.source().boot();
        world.target().boot();
    }

    private void disk(FaultKind kind) {
        switch (kind) {
            case LOG_FULL -> log(Trouble.FULL);
            case LOG_FAILS_UNWRITTEN -> log(Trouble.FAILS_EARLY);
            case LOG_FAILS_WRITTEN -> log(Trouble.FAILS_LATE);
            case SOURCE_DISK_FAILS_UNWRITTEN -> disk(world.source().disk(), Trouble.FAILS_EARLY);
            case SOURCE_DISK_FAILS_WRITTEN -> disk(world.source().disk(), Trouble.FAILS_LATE);
            case TARGET_DISK_FAILS_UNWRITTEN -> disk(world.target().disk(), Trouble.FAILS_EARLY);
            case TARGET_DISK_FAILS_WRITTEN -> disk(world.target().disk(), Trouble.FAILS_LATE);
            default -> throw new IllegalArgumentException(kind + " has no moment");
        }
    }

    private void log(Trouble trouble) {
        world.log().trouble(trouble);
        later(() -> world.log().trouble(Trouble.NONE));
    }

    private void disk(AgentDisk<?> disk, Trouble trouble) {
        disk.trouble(trouble);
        later(() -> disk.trouble(Trouble.NONE));
    }

    private void cut(boolean bothWays) {
        Dice dice = world.dice();
        Place from = dice.pick(Place.values());
        Place to = dice.pick(Place.values());
        world.network().cut(from, to);
        if (bothWays) {
            world.network().cut(to, from);
        }
        later(() -> {
            world.network().mend(from, to);
            world.network().mend(to, from);
        });
    }

    private void breakOne() {
        List<Pipe> pipes = world.pipes();
        if (!pipes.isEmpty()) {
            pipes.get(world.dice().below(pipes.size())).breakNow("the connection was reset");
        }
    }

    private void crashCoordinator() {
        List<CoordinatorNode> all = world.coordinators();
        crash(all.get(world.dice().below(all.size())));
    }

    private void crash(SimProcess process) {
        if (process.isAlive()) {
            process.crash();
            bootLater(process);
        }
    }

    /** Some stay down until the end. */
    private void bootLater(SimProcess process) {
        if (!world.dice().chance(0.2)) {
            later(process::boot);
        }
    }

    private void jump() {
        long nanos = (1 + world.dice().below(100)) * NANOS_PER_SECOND;
        switch (world.dice().below(3)) {
            case 0 -> world.source().jump(nanos);
            case 1 -> world.target().jump(nanos);
            default -> world.coordinators().forEach(node -> node.jump(nanos));
        }
    }

    private void later(Runnable end) {
        world.scheduler()
                .after(world.dice().nanosBetween(1, LASTING_MILLIS[world.dice().below(LASTING_MILLIS.length)]), () -> {
                    if (!over) {
                        end.run();
                    }
                });
    }
}
