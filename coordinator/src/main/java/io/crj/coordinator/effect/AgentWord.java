package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Side;
import io.crj.coordinator.migration.SideState;
import io.crj.wire.message.StatusReply;

/**
 * What an agent says of a migration.
 *
 * @param side the part it plays
 * @param agent where it is
 * @param reply its answer; null when there was none
 * @param failure why there was none; null otherwise
 */
public record AgentWord(Side side, AgentAddress agent, StatusReply reply, String failure) {

    /** The answer as the machine's package knows it. */
    public SideState state() {
        return reply == null ? SideState.SILENT : state(reply);
    }

    /** Of an answer. */
    public static SideState state(StatusReply reply) {
        return switch (reply.getState()) {
            case STARTED -> SideState.STARTED;
            case FREEZING -> SideState.FREEZING;
            case PREPARED -> SideState.PREPARED;
            case REAPING -> SideState.REAPING;
            case REAPED -> SideState.REAPED;
            case FILLING -> SideState.FILLING;
            case COMPLETING -> SideState.COMPLETING;
            case READY -> SideState.READY;
            case RESUMING -> reply.getTreeGone() ? SideState.UNCERTAIN : SideState.RESUMING;
            case RESUMED -> SideState.RESUMED;
            case UNDOING -> SideState.UNDOING;
            case ABORTED -> SideState.ABORTED;
            case LOST -> SideState.LOST;
            case UNKNOWN -> SideState.UNKNOWN;
            default -> SideState.SILENT;
        };
    }
}
