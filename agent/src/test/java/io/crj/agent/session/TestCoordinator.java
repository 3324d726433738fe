package io.crj.agent.session;

import com.google.protobuf.ByteString;
import io.crj.wire.Identity;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlClient;
import io.crj.wire.control.ControlListener;
import io.crj.wire.message.Abort;
import io.crj.wire.message.AwaitReady;
import io.crj.wire.message.Commit;
import io.crj.wire.message.Freeze;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.InspectSource;
import io.crj.wire.message.InspectTarget;
import io.crj.wire.message.ListMigrations;
import io.crj.wire.message.MigrationList;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.PrepareTarget;
import io.crj.wire.message.Round;
import io.crj.wire.message.Side;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.StartSource;
import io.crj.wire.message.Status;
import io.crj.wire.message.StatusReply;
import io.crj.wire.message.ToAgent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A coordinator in a test's hands: one connection to one agent, and the messages of one migration. */
final class TestCoordinator implements AutoCloseable {

    static final String MIGRATION = "m-1";
    static final ByteString TICKET = ByteString.copyFromUtf8("a ticket that is nobody's business");
    static final MigrationOptions OPTIONS = MigrationOptions.newBuilder()
            .setTcpEstablished(true)
            .setLinkRemap(true)
            .build();

    /** What the next messages carry. */
    MigrationOptions options = OPTIONS;

    /** The source's name in its certificate, and the target's. */
    String sourceAgent = "";

    String targetAgent = "";

    private final ControlClient client;

    TestCoordinator(EventLoops loops, int port) {
        client = ControlClient.connect(
                loops,
                "127.0.0.1",
                port,
                Duration.ofSeconds(10),
                Identity.coordinator("test", "desk"),
                ControlListener.NONE);
    }

    FromAgent inspectSource(int pid) {
        return ask(message()
                .setInspectSource(InspectSource.newBuilder().setPid(pid).setOptions(options)));
    }

    FromAgent inspectTarget(SourceReport report) {
        return ask(message()
                .setInspectTarget(InspectTarget.newBuilder().setSource(report).setOptions(options)));
    }

    FromAgent prepareTarget(SourceReport report) {
        return ask(message()
                .setPrepareTarget(PrepareTarget.newBuilder()
                        .setTicket(TICKET)
                        .setSourceAgent(sourceAgent)
                        .setSource(report)
                        .setOptions(options)));
    }

    FromAgent startSource(int streamPort, ByteString ticket) {
        return startSource(4242, streamPort, ticket);
    }

    FromAgent startSource(int pid, int streamPort, ByteString ticket) {
        return ask(message()
                .setStartSource(StartSource.newBuilder()
                        .setPid(pid)
                        .setTicket(ticket)
                        .setTargetHost("127.0.0.1")
                        .setTargetStreamPort(streamPort)
                        .setTargetAgent(targetAgent)
                        .setOptions(options)));
    }

    CompletableFuture<FromAgent> round(int number) {
        return send(message().setRound(Round.newBuilder().setNumber(number)));
    }

    CompletableFuture<FromAgent> freeze() {
        return send(message().setFreeze(Freeze.getDefaultInstance()));
    }

    CompletableFuture<FromAgent> freeze(Duration most) {
        return send(message().setFreeze(Freeze.newBuilder().setMaxFreezeNanos(most.toNanos())));
    }

    FromAgent prepareOther(String migrationId, SourceReport report) {
        return ask(ToAgent.newBuilder()
                .setMigrationId(migrationId)
                .setPrepareTarget(PrepareTarget.newBuilder()
                        .setTicket(TICKET)
                        .setSource(report)
                        .setOptions(options)));
    }

    FromAgent abortOther(String migrationId) {
        return ask(ToAgent.newBuilder().setMigrationId(migrationId).setAbort(Abort.getDefaultInstance()));
    }

    CompletableFuture<FromAgent> awaitReady() {
        return send(message().setAwaitReady(AwaitReady.getDefaultInstance()));
    }

    FromAgent commit() {
        return commit(Side.SIDE_UNSPECIFIED);
    }

    FromAgent forceCommit() {
        return ask(message().setCommit(Commit.newBuilder().setForced(true)));
    }

    /** As {@link #commit}, without waiting for the answer. */
    CompletableFuture<FromAgent> committing() {
        return send(message().setCommit(Commit.getDefaultInstance()));
    }

    /** Another migration of the same tree. */
    FromAgent startOther(int pid, int streamPort) {
        return ask(ToAgent.newBuilder()
                .setMigrationId("m-other")
                .setStartSource(StartSource.newBuilder()
                        .setPid(pid)
                        .setTicket(TICKET)
                        .setTargetHost("127.0.0.1")
                        .setTargetStreamPort(streamPort)));
    }

    FromAgent commit(Side side) {
        return ask(message().setCommit(Commit.newBuilder().setSide(side)));
    }

    FromAgent abort() {
        return ask(message().setAbort(Abort.newBuilder().setReason("changed my mind")));
    }

    MigrationState state() {
        return status().getState();
    }

    StatusReply status() {
        return ask(message().setStatus(Status.getDefaultInstance())).getStatusReply();
    }

    MigrationList list() {
        return ask(ToAgent.newBuilder().setListMigrations(ListMigrations.getDefaultInstance()))
                .getMigrationList();
    }

    static FromAgent get(CompletableFuture<FromAgent> answer) {
        try {
            return answer.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new AssertionError("no answer", failed);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private CompletableFuture<FromAgent> send(ToAgent.Builder message) {
        return client.send(message.build());
    }

    private FromAgent ask(ToAgent.Builder message) {
        return get(send(message));
    }

    private static ToAgent.Builder message() {
        return ToAgent.newBuilder().setMigrationId(MIGRATION);
    }
}
