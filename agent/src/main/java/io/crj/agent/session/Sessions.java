package io.crj.agent.session;

import io.crj.agent.options.MessageLimits;
import io.crj.agent.options.OptionException;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.control.ControlService;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationEntry;
import io.crj.wire.message.MigrationList;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Side;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import io.crj.wire.stream.StreamDirectory;
import io.crj.wire.stream.StreamReceiver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads each request to its session, each stream to its receiver, and each loss to whom it concerns. */
public final class Sessions implements ControlService, StreamDirectory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final long CLOSE_SECONDS = 10;
    private static final int MAX_LISTED = 1000;

    private final AgentParts parts;
    private final IntSupplier streamPort;
    private final SessionTable table = new SessionTable();
    private final ProgressReporter progress = new ProgressReporter();
    private final Inspections inspections;
    private final Clockwork clockwork;
    private boolean closing;

    /**
     * Goes on with what an agent before has left: what takes long of that goes on after the return.
     *
     * @param streamPort where this agent takes streams; asked for when the first one is awaited
     */
    public Sessions(AgentParts parts, IntSupplier streamPort) {
        this.parts = parts;
        this.streamPort = streamPort;
        inspections = new Inspections(parts);
        RecoveredSessions.of(parts).forEach(table::add);
        clockwork = new Clockwork(() -> table.all().forEach(Session::pass));
    }

    @Override
    public void request(ControlPeer peer, ToAgent request) {
        Reply reply = Reply.to(peer, request);
        try {
            MessageLimits.check(request);
        } catch (OptionException wrong) {
            reply.fail(Error.Code.BAD_REQUEST, wrong.getMessage());
            return;
        }
        switch (request.getBodyCase()) {
            case INSPECT_SOURCE -> inspections.source(request, reply);
            case INSPECT_TARGET -> inspections.target(request, reply);
            case LIST_MIGRATIONS -> reply.send(list());
            case PREPARE_TARGET -> begin(request, reply, () -> new TargetSession(parts, streamPort, request));
            case START_SOURCE -> begin(request, reply, () -> new SourceSession(parts, progress, request));
            default ->
                table.find(request.getMigrationId())
                        .ifPresentOrElse(session -> session.take(request, reply), () -> unknown(request, reply));
        }
    }

    @Override
    public void disconnected(ControlPeer peer, String why) {
        LOG.debug("coordinator {}: {}", peer.address(), why);
        table.all().forEach(session -> session.disconnected(peer, why));
    }

    @Override
    public StreamReceiver find(String migrationId) {
        return table.find(migrationId).orElse(null) instanceof TargetSession target
                ? target.receiver().orElse(null)
                : null;
    }

    /** Ends what has not voted and waits for it; what has voted is left as it is, held. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        table.all()
                .forEach(
                        session -> session.giveUp("the agent on " + parts.host().name() + " was ended"));
        for (Session<?, ?, ?, ?> session : table.all()) {
            try {
                if (!session.awaitEnd(CLOSE_SECONDS)) {
                    LOG.warn("migration {} did not come to an end in time", session.migrationId);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        clockwork.close();
        inspections.close();
        progress.close();
        table.all().forEach(Session::close);
    }

    private void begin(ToAgent request, Reply reply, Supplier<Session<?, ?, ?, ?>> fresh) {
        String refusal;
        synchronized (this) {
            refusal = table.find(request.getMigrationId()).isPresent() ? "" : refusal(request);
            if (refusal.isEmpty()) {
                table.findOrAdd(request.getMigrationId(), fresh).take(request, reply);
                forgetOldest();
            }
        }
        if (!refusal.isEmpty()) {
            reply.fail(request.hasStartSource() ? Error.Code.CONFLICT : Error.Code.REFUSED, refusal);
        }
    }

    /** Why no more can begin, or not this one; empty when it can. */
    private String refusal(ToAgent request) {
        if (closing) {
            return "the agent on " + parts.host().name() + " is being ended";
        }
        List<Session<?, ?, ?, ?>> active =
                table.all().stream().filter(session -> !session.isEnded()).toList();
        int pid = request.getStartSource().getPid();
        if (request.hasStartSource()
                && active.stream().anyMatch(other -> other instanceof SourceSession && other.pid() == pid)) {
            return "process " + pid + " is being migrated already";
        }
        return active.size() < parts.maxMigrations()
                ? ""
                : "the agent on " + parts.host().name() + " is busy with " + active.size()
                        + " migrations, as many as it takes at once; wait for one to end or allow more with its --max-migrations";
    }

    /** An id that nobody knows is remembered once it was answered: it must not begin after that. */
    private void unknown(ToAgent request, Reply reply) {
        String id = request.getMigrationId();
        boolean ofTarget = request.getCommit().getSide() != Side.SIDE_SOURCE;
        if (request.hasStatus()) {
            reply.send(FromAgent.newBuilder()
                    .setStatusReply(StatusReply.newBuilder().setState(MigrationState.UNKNOWN))
                    .build());
        } else if (request.hasCommit() && ofTarget && parts.store().hasForgottenWhatRan()) {
            reply.fail(
                    Error.Code.IN_DOUBT,
                    "no migration " + id + " is known on " + parts.host().name()
                            + ", which has forgotten older ones: see whether the tree runs here");
        } else if (request.hasAbort() || (request.hasCommit() && ofTarget)) {
            table.findOrAdd(id, () -> new TargetSession(parts, id)).take(request, reply);
            forgetOldest();
        } else {
            reply.fail(
                    Error.Code.NOT_FOUND,
                    "no migration " + id + " on " + parts.host().name() + "; was its agent started anew?");
        }
    }

    private void forgetOldest() {
        table.forgetOldest().forEach(Session::forget);
    }

    private FromAgent list() {
        List<Session<?, ?, ?, ?>> newestFirst = new ArrayList<>(table.all());
        Collections.reverse(newestFirst);
        MigrationList.Builder list = MigrationList.newBuilder();
        newestFirst.stream()
                .filter(session -> !session.isEnded())
                .forEach(session -> list.addMigrations(entry(session)));
        newestFirst.stream()
                .filter(Session::isEnded)
                .limit(Math.max(0, MAX_LISTED - list.getMigrationsCount()))
                .forEach(session -> list.addMigrations(entry(session)));
        return FromAgent.newBuilder().setMigrationList(list).build();
    }

    private static MigrationEntry entry(Session<?, ?, ?, ?> session) {
        return MigrationEntry.newBuilder()
                .setMigrationId(session.migrationId)
                .setStatus(session.status())
                .build();
    }
}
