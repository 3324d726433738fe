package io.crj.coordinator.testing;

import io.crj.coordinator.effect.AgentAddress;
import io.crj.wire.Identity;
import io.crj.wire.WireLimits;
import io.crj.wire.channel.Acceptor;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.control.ControlPeer;
import io.crj.wire.control.ControlServer;
import io.crj.wire.control.ControlService;
import io.crj.wire.message.Aborted;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.Progress;
import io.crj.wire.message.Ready;
import io.crj.wire.message.Reaped;
import io.crj.wire.message.Resumed;
import io.crj.wire.message.RoundDone;
import io.crj.wire.message.Side;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.SourceStarted;
import io.crj.wire.message.TargetPrepared;
import io.crj.wire.message.TargetReport;
import io.crj.wire.message.ToAgent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** An agent on loopback that answers as an agent does when all goes well, unless told otherwise for a request. */
public final class FakeAgent implements ControlService, AutoCloseable {

    /** Wall clock at the freeze that this agent reports. */
    public static final long FROZEN_UNIX_NANOS = 1_700_000_000_000_000_000L;

    private final List<ToAgent.BodyCase> received = new CopyOnWriteArrayList<>();
    private final List<ToAgent> messages = new CopyOnWriteArrayList<>();
    private final Map<ToAgent.BodyCase, BiConsumer<ControlPeer, ToAgent>> others =
            new EnumMap<>(ToAgent.BodyCase.class);
    private final Acceptor server;

    public FakeAgent(EventLoops loops, String name) {
        this(loops, name, 0);
    }

    /** On a chosen port, for an agent that comes back. */
    public FakeAgent(EventLoops loops, String name, int port) {
        ControlServer control = new ControlServer(Identity.agent("crj test", name), this, WireLimits.DEFAULT);
        server = new Acceptor(
                loops,
                WireLimits.DEFAULT,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                kind -> control.handlers());
    }

    /** Answers requests of this kind in another way. */
    public FakeAgent on(ToAgent.BodyCase request, BiConsumer<ControlPeer, ToAgent> reaction) {
        others.put(request, reaction);
        return this;
    }

    /** Answers requests of this kind with an error. */
    public FakeAgent failOn(ToAgent.BodyCase request, Error.Code code, String message) {
        return on(
                request,
                (peer, asked) -> answer(
                        peer,
                        asked,
                        FromAgent.newBuilder()
                                .setError(Error.newBuilder().setCode(code).setMessage(message))));
    }

    /** Never answers requests of this kind. */
    public FakeAgent silentOn(ToAgent.BodyCase request) {
        return on(request, (peer, asked) -> {});
    }

    /** Closes everything when a request of this kind comes. */
    public FakeAgent dieOn(ToAgent.BodyCase request) {
        // On another thread: closing waits for the connection's thread, which is this one.
        return on(request, (peer, asked) -> new Thread(this::close).start());
    }

    public AgentAddress address() {
        return new AgentAddress("127.0.0.1", server.address().getPort());
    }

    /** Kinds of requests in the order they came. */
    public List<ToAgent.BodyCase> received() {
        return received;
    }

    /** The only request of this kind. */
    public ToAgent message(ToAgent.BodyCase kind) {
        List<ToAgent> found =
                messages.stream().filter(m -> m.getBodyCase() == kind).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " requests of kind " + kind);
        }
        return found.get(0);
    }

    @Override
    public void request(ControlPeer peer, ToAgent request) {
        messages.add(request);
        received.add(request.getBodyCase());
        others.getOrDefault(request.getBodyCase(), this::honest).accept(peer, request);
    }

    @Override
    public void disconnected(ControlPeer peer, String why) {
        // Coordinators come and go.
    }

    @Override
    public void close() {
        server.close();
    }

    /** What an agent answers when all is well; a repetition gets the same answer. */
    public void honest(ControlPeer peer, ToAgent request) {
        FromAgent.Builder answer = FromAgent.newBuilder();
        switch (request.getBodyCase()) {
            case INSPECT_SOURCE ->
                answer.setSourceReport(report(request.getInspectSource().getPid()));
            case INSPECT_TARGET -> answer.setTargetReport(TargetReport.getDefaultInstance());
            case PREPARE_TARGET ->
                answer.setTargetPrepared(TargetPrepared.newBuilder().setStreamPort(7070));
            case START_SOURCE -> answer.setSourceStarted(SourceStarted.getDefaultInstance());
            case ROUND -> round(peer, answer, request.getRound().getNumber());
            case FREEZE ->
                answer.setPrepared(Prepared.newBuilder()
                        .setPagesSent(10)
                        .setPagesTotal(1000)
                        .setBytesSent(5_000)
                        .setFrozenUnixNanos(FROZEN_UNIX_NANOS)
                        .putPhaseNanos("dump", 1_500_000));
            case AWAIT_READY -> answer.setReady(Ready.getDefaultInstance());
            case COMMIT -> commit(request.getCommit().getSide(), answer);
            case ABORT -> answer.setAborted(Aborted.getDefaultInstance());
            default -> throw new AssertionError("unexpected " + request);
        }
        answer(peer, request, answer);
    }

    private static void commit(Side asked, FromAgent.Builder answer) {
        if (asked == Side.SIDE_SOURCE) {
            answer.setReaped(Reaped.getDefaultInstance());
        } else {
            answer.setResumed(Resumed.newBuilder().setPid(42).setResumedUnixNanos(FROZEN_UNIX_NANOS + 150_000_000));
        }
    }

    /** 400 MiB, then 4 MiB, at 1 GiB/s. */
    private static void round(ControlPeer peer, FromAgent.Builder answer, int number) {
        long bytes = number == 1 ? 400L << 20 : 4L << 20;
        peer.send(FromAgent.newBuilder()
                .setProgress(Progress.newBuilder()
                        .setPhase("round " + number)
                        .setBytesSent(bytes / 2)
                        .setPagesSent(bytes / 8192)
                        .setPagesTotal(bytes / 4096))
                .build());
        answer.setRoundDone(RoundDone.newBuilder()
                .setNumber(number)
                .setPagesScanned(102_400)
                .setPagesSent(bytes / 4096)
                .setBytesRaw(bytes)
                .setBytesSent(bytes / 2)
                .setDurationNanos((bytes * 1_000_000_000) >> 30));
    }

    private static SourceReport report(int pid) {
        return SourceReport.newBuilder()
                .setPid(pid)
                .setCommand("redis-server")
                .addPids(pid)
                .addTids(pid)
                .addTids(pid + 1)
                .setResidentBytes(400L << 20)
                .build();
    }

    /** Answers a request. */
    public static void answer(ControlPeer peer, ToAgent request, FromAgent.Builder answer) {
        peer.send(answer.setRequestId(request.getRequestId())
                .setMigrationId(request.getMigrationId())
                .build());
    }
}
