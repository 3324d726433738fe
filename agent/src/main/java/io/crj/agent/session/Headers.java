package io.crj.agent.session;

import com.google.protobuf.ByteString;
import io.crj.agent.journal.MigrationHeader;
import io.crj.agent.journal.MigrationJournal;
import io.crj.wire.message.PrepareTarget;
import io.crj.wire.message.Side;
import io.crj.wire.message.StartSource;
import io.crj.wire.message.ToAgent;

/** What is recorded first of a migration; its ticket is not, it is good once. */
final class Headers {

    private Headers() {}

    static MigrationHeader ofSource(AgentParts parts, ToAgent request) {
        StartSource start = request.getStartSource();
        ByteString order = start.toBuilder().setTicket(ByteString.EMPTY).build().toByteString();
        String target = start.getTargetHost() + ":" + start.getTargetStreamPort();
        return header(parts, request.getMigrationId(), Side.SIDE_SOURCE, start.getPid(), target, order);
    }

    static MigrationHeader ofTarget(AgentParts parts, ToAgent request) {
        PrepareTarget prepare = request.getPrepareTarget();
        ByteString order =
                prepare.toBuilder().setTicket(ByteString.EMPTY).build().toByteString();
        String source = prepare.getSource().getHost().getName();
        int pid = prepare.getSource().getTidsCount() == 0
                ? 0
                : prepare.getSource().getPid();
        return header(parts, request.getMigrationId(), Side.SIDE_TARGET, pid, source, order);
    }

    /** Of one that is only asked about. */
    static MigrationHeader ofStranger(AgentParts parts, String migrationId) {
        return header(parts, migrationId, Side.SIDE_TARGET, 0, "", ByteString.EMPTY);
    }

    private static MigrationHeader header(
            AgentParts parts, String id, Side side, int pid, String otherAgent, ByteString order) {
        return new MigrationHeader(
                id, side, pid, KernelView.read(parts.proc()).toString(), Session.now(), otherAgent, order);
    }

    /** Why it ended; of one that has not, why it is being undone if it is. */
    static String reasonOf(MigrationJournal found, boolean sameBoot) {
        String recorded = found.state().reason();
        if (!recorded.isEmpty()) {
            return recorded;
        }
        return sameBoot ? "the agent was started anew" : "the host was started anew";
    }
}
