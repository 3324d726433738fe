package io.crj.chaos.simulation.fault;

/** What can go wrong. */
public enum FaultKind {
    LOSS,
    DUPLICATION,
    DELAY,
    REORDERING,
    PARTITION,
    ONE_WAY_PARTITION,
    CONNECTION_BREAKS,
    STREAM_BREAKS,
    SOURCE_CRASHES,
    TARGET_CRASHES,
    COORDINATOR_CRASHES,
    TARGET_HOST_REBOOTS,
    VESSEL_KILLED,
    SECOND_COORDINATOR,
    CANCEL,
    /** Somebody asks for ABORT, without force, when COMMIT has been heard. */
    MISGUIDED_ABORT,
    LOG_FULL,
    LOG_FAILS_UNWRITTEN,
    LOG_FAILS_WRITTEN,
    SOURCE_DISK_FAILS_UNWRITTEN,
    SOURCE_DISK_FAILS_WRITTEN,
    TARGET_DISK_FAILS_UNWRITTEN,
    TARGET_DISK_FAILS_WRITTEN,
    CLOCK_JUMPS,
    ENGINE_FAILS_ONCE,
    ENGINE_FAILS_OFTEN;

    /** Whether it lasts for a whole schedule and so has no moment. */
    public boolean isWeather() {
        return switch (this) {
            case LOSS, DUPLICATION, DELAY, REORDERING, ENGINE_FAILS_OFTEN -> true;
            default -> false;
        };
    }
}
