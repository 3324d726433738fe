package io.crj.agent.session;

import io.crj.wire.control.ControlPeer;
import io.crj.wire.control.ControlService;
import io.crj.wire.message.Aborted;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import io.crj.wire.stream.StreamDirectory;
import io.crj.wire.stream.StreamReceiver;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads each request to its session, each stream to its receiver, and each loss to whom it concerns. */
public final class Sessions implements ControlService, StreamDirectory, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Pattern MIGRATION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MIN_TICKET_BYTES = 16;
    private static final int MAX_TICKET_BYTES = 64;
    private static final long CLOSE_SECONDS = 10;

    private final AgentParts parts;
    private final IntSupplier streamPort;
    private final SessionTable table = new SessionTable();
    private final ProgressReporter progress = new ProgressReporter();
    private final Inspections inspections;

    /** @param streamPort where this agent takes streams; asked for when the first one is awaited */
    public Sessions(AgentParts parts, IntSupplier streamPort) {
        this.parts = parts;
        this.streamPort = streamPort;
        inspections = new Inspections(parts);
    }

    @Override
    public void request(ControlPeer peer, ToAgent request) {
        Reply reply = Reply.to(peer, request);
        if (!MIGRATION_ID.matcher(request.getMigrationId()).matches()) {
            reply.fail(Error.Code.BAD_REQUEST, "a migration id has 1 to 64 characters of A-Z, a-z, 0-9, _ and -");
            return;
        }
        switch (request.getBodyCase()) {
            case INSPECT_SOURCE -> inspections.source(request, reply);
            case INSPECT_TARGET -> inspections.target(request, reply);
            case PREPARE_TARGET -> prepareTarget(request, reply);
            case START_SOURCE -> startSource(request, reply);
            case ABORT ->
                table.findOrRefuse(request.getMigrationId())
                        .ifPresentOrElse(session -> session.take(request, reply), () -> reply.send(aborted()));
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
        return table.find(migrationId).orElse(null) instanceof TargetSession target ? target.receiver() : null;
    }

    /** Ends what has not voted and waits for it; what has voted is left as it is. */
    @Override
    public void close() {
        table.all()
                .forEach(
                        session -> session.giveUp("the agent on " + parts.host().name() + " was ended"));
        for (Session<?> session : table.all()) {
            try {
                if (!session.awaitEnd(CLOSE_SECONDS)) {
                    LOG.warn("migration {} did not come to an end in time", session.migrationId);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        inspections.close();
        progress.close();
    }

    private void prepareTarget(ToAgent request, Reply reply) {
        int ticketBytes = request.getPrepareTarget().getTicket().size();
        if (ticketBytes < MIN_TICKET_BYTES || ticketBytes > MAX_TICKET_BYTES) {
            reply.fail(
                    Error.Code.BAD_REQUEST,
                    "a ticket has " + MIN_TICKET_BYTES + " to " + MAX_TICKET_BYTES + " bytes, not " + ticketBytes);
        } else {
            begin(request, reply, () -> new TargetSession(parts, streamPort, request, reply));
        }
    }

    private void startSource(ToAgent request, Reply reply) {
        int pid = request.getStartSource().getPid();
        String id = request.getMigrationId();
        boolean leaving = table.all().stream()
                .anyMatch(other -> other instanceof SourceSession source
                        && !source.isEnded()
                        && source.pid() == pid
                        && !source.migrationId.equals(id));
        if (leaving) {
            reply.fail(Error.Code.CONFLICT, "process " + pid + " is being migrated already");
        } else {
            begin(request, reply, () -> new SourceSession(parts, progress, request, reply));
        }
    }

    private void begin(ToAgent request, Reply reply, Supplier<Session<?>> fresh) {
        table.findOrAdd(request.getMigrationId(), fresh)
                .ifPresentOrElse(
                        session -> session.take(request, reply),
                        () -> reply.fail(
                                Error.Code.CONFLICT,
                                "migration " + request.getMigrationId() + " was aborted before it began"));
    }

    private void unknown(ToAgent request, Reply reply) {
        if (request.hasStatus()) {
            reply.send(FromAgent.newBuilder()
                    .setStatusReply(StatusReply.newBuilder().setState(MigrationState.UNKNOWN))
                    .build());
        } else {
            reply.fail(
                    Error.Code.NOT_FOUND,
                    "no migration " + request.getMigrationId() + " on "
                            + parts.host().name() + "; was its agent started anew?");
        }
    }

    private static FromAgent aborted() {
        return FromAgent.newBuilder().setAborted(Aborted.getDefaultInstance()).build();
    }
}
