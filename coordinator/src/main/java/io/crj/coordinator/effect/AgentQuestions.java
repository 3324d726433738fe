package io.crj.coordinator.effect;

import io.crj.coordinator.migration.Side;
import io.crj.wire.Identity;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlListener;
import io.crj.wire.message.Abort;
import io.crj.wire.message.Commit;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.ListMigrations;
import io.crj.wire.message.MigrationList;
import io.crj.wire.message.Status;
import io.crj.wire.message.ToAgent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Single questions and an operator's orders to agents, outside of a running machine. */
public final class AgentQuestions {

    private static final int QUESTION_SECONDS = 10;
    private static final int ORDER_SECONDS = 60;

    private static final ControlListener NOBODY = new ControlListener() {
        @Override
        public void unsolicited(FromAgent message) {
            // Progress of a migration is its coordinator's concern.
        }

        @Override
        public void lost(String why) {
            // The question's own future fails.
        }
    };

    private final EventLoops loops;
    private final Identity self;

    public AgentQuestions(EventLoops loops, Identity self) {
        this.loops = loops;
        this.self = self;
    }

    /** Where does a migration stand? */
    public AgentWord status(Side side, AgentAddress agent, String id) {
        try (AgentLink link = link(side, agent)) {
            ToAgent question = ToAgent.newBuilder()
                    .setMigrationId(id)
                    .setStatus(Status.getDefaultInstance())
                    .build();
            FromAgent answer = await(link, link.inspect(question), QUESTION_SECONDS);
            return new AgentWord(side, agent, answer.getStatusReply(), null);
        } catch (AgentRefusedException failed) {
            return new AgentWord(side, agent, null, failed.getMessage());
        }
    }

    /** Which migrations does an agent hold? */
    public MigrationList list(AgentAddress agent) throws AgentRefusedException {
        try (AgentLink link = link(Side.SOURCE, agent)) {
            ToAgent question = ToAgent.newBuilder()
                    .setListMigrations(ListMigrations.getDefaultInstance())
                    .build();
            return await(link, link.inspect(question), QUESTION_SECONDS).getMigrationList();
        }
    }

    /** Tells an agent to commit by an operator's word. */
    public FromAgent commit(Side side, AgentAddress agent, String id) throws AgentRefusedException {
        Commit order = Requests.commitOf(side).toBuilder().setForced(true).build();
        return order(side, agent, ToAgent.newBuilder().setMigrationId(id).setCommit(order));
    }

    /** Tells an agent to abort by an operator's word. */
    public FromAgent abort(Side side, AgentAddress agent, String id, String reason) throws AgentRefusedException {
        Abort order = Abort.newBuilder().setReason(reason).setForced(true).build();
        return order(side, agent, ToAgent.newBuilder().setMigrationId(id).setAbort(order));
    }

    private FromAgent order(Side side, AgentAddress agent, ToAgent.Builder order) throws AgentRefusedException {
        try (AgentLink link = link(side, agent)) {
            return await(link, link.send(order.build()), ORDER_SECONDS);
        }
    }

    private AgentLink link(Side side, AgentAddress agent) {
        return new AgentLink(side, agent, loops, self, NOBODY);
    }

    private static FromAgent await(AgentLink link, CompletableFuture<FromAgent> answer, int seconds)
            throws AgentRefusedException {
        try {
            FromAgent message = answer.get(seconds, TimeUnit.SECONDS);
            if (message.hasError()) {
                throw new AgentRefusedException(
                        link.address() + ": " + message.getError().getMessage());
            }
            return message;
        } catch (ExecutionException failed) {
            throw new AgentRefusedException(link.explain(failed.getCause()));
        } catch (TimeoutException late) {
            throw new AgentRefusedException("the agent at " + link.address() + " did not answer in " + seconds + " s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AgentRefusedException("interrupted while asking " + link.address());
        }
    }
}
