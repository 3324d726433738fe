package io.crj.agent.session;

import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.machine.SourceState;
import io.crj.agent.machine.TargetState;
import io.crj.engine.error.EngineException;
import io.crj.wire.message.Side;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What agents before have left on this host. */
final class RecoveredSessions {

    private static final Logger LOG = LoggerFactory.getLogger(RecoveredSessions.class);

    private RecoveredSessions() {}

    /** Oldest first; their work has begun, each on its own thread. */
    static List<Session<?, ?, ?, ?>> of(AgentParts parts) {
        KernelView here = KernelView.read(parts.proc());
        List<Session<?, ?, ?, ?>> sessions = new ArrayList<>();
        for (MigrationJournal found : parts.store().reopen()) {
            Session<?, ?, ?, ?> session = session(parts, found, isSameKernel(found, here));
            sessions.add(session);
            if (!session.isEnded()) {
                LOG.warn(
                        "migration {} was left {} by an agent before; side effects on record: {}",
                        session.migrationId,
                        found.state().name(),
                        found.effects().size());
            }
        }
        return sessions;
    }

    private static Session<?, ?, ?, ?> session(AgentParts parts, MigrationJournal found, boolean sameBoot) {
        return found.header().side() == Side.SIDE_SOURCE
                ? new SourceSession(parts, found, sameBoot)
                : new TargetSession(parts, found, sameBoot);
    }

    private static boolean hasEnded(MigrationJournal found) {
        String state = found.state().name();
        return found.header().side() == Side.SIDE_SOURCE
                ? SourceState.valueOf(state).isEnd()
                : TargetState.valueOf(state).isEnd();
    }

    /**
     * Whether what was done then is there still, as it was.
     *
     * @throws EngineException when it may be, but out of our sight
     */
    private static boolean isSameKernel(MigrationJournal found, KernelView now) {
        KernelView then = KernelView.parse(found.header().boot());
        if (then.isSameKernel(now) && !then.equals(now) && !hasEnded(found)) {
            throw new EngineException("migration " + found.header().id()
                    + " was begun by an agent that saw other processes or another network (" + then + ", here "
                    + now
                    + "); start this one in the namespaces of that one, or move its journal away if they are gone");
        }
        return then.equals(now);
    }
}
