package io.crj.agent.session;

import io.crj.agent.host.AddressMove;
import io.crj.agent.host.HostDescription;
import io.crj.engine.DumpStats;
import io.crj.engine.Dumper;
import io.crj.engine.RoundStats;
import io.crj.engine.hook.Action;
import io.crj.engine.image.ImageSink;
import io.crj.wire.channel.Destination;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.Reaped;
import io.crj.wire.message.RoundDone;
import io.crj.wire.message.Side;
import io.crj.wire.message.SourceStarted;
import io.crj.wire.message.StartSource;
import io.crj.wire.message.ToAgent;
import io.crj.wire.stream.Compression;
import io.crj.wire.stream.StreamCounters;
import io.crj.wire.stream.StreamSender;
import io.crj.wire.stream.body.StreamHello;
import java.time.Duration;
import java.time.Instant;

/** The source's side: a dumper, the stream to the target, and the service addresses that leave with the freeze. */
final class SourceSession extends Session<SourceState> {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final AgentParts parts;
    private final ProgressReporter progress;
    private final StartSource start;
    private final Scripts scripts;
    private Dumper dumper;
    private AddressMove addresses;
    private volatile StreamSender stream;
    private int rounds;

    SourceSession(AgentParts parts, ProgressReporter progress, ToAgent request, Reply reply) {
        super(request.getMigrationId(), Side.SIDE_SOURCE, Transitions.source(), SourceState.OPENING, reply.peer());
        this.parts = parts;
        this.progress = progress;
        this.start = request.getStartSource();
        this.scripts = new Scripts(start.getOptions());
    }

    /** Root of the tree. */
    int pid() {
        return start.getPid();
    }

    @Override
    void request(ToAgent request, Reply reply) {
        switch (request.getBodyCase()) {
            case START_SOURCE -> step("start", reply, this::open);
            case ROUND -> {
                int number = request.getRound().getNumber();
                step("round " + number, reply, () -> round(number));
            }
            case FREEZE -> step("freeze", reply, this::freeze);
            case COMMIT -> step("commit", reply, this::commit);
            default -> reply.fail(Error.Code.BAD_REQUEST, request.getBodyCase() + " is no request for a source");
        }
    }

    private void open() {
        SourceInspection inspection = new SourceInspection(parts);
        dumper = inspection.open(start.getPid(), migrationId, start.getOptions(), this::runScripts);
        scripts.open();
        addresses = new AddressMove(
                parts.addresses(),
                inspection.examine(dumper, start.getOptions()).moving());
        scripts.run(Action.PRE_STREAM, start.getPid());
        stream = StreamSender.connect(
                parts.loops(),
                parts.wireLimits(),
                parts.streamLimits(),
                Destination.of(start.getTargetHost(), start.getTargetStreamPort(), start.getTargetAgent()),
                CONNECT_TIMEOUT,
                new StreamHello(migrationId, start.getTicket().toByteArray()),
                compression());
        if (move(SessionEvent.OPENED, "start")) {
            steps.done(
                    "start",
                    FromAgent.newBuilder()
                            .setSourceStarted(SourceStarted.getDefaultInstance())
                            .build());
        }
    }

    /** When one of them objects, the tree runs on: with its addresses. */
    private void runScripts(Action action, int rootPid) {
        try {
            scripts.run(action, rootPid);
        } catch (RuntimeException objection) {
            if (addresses != null) {
                addresses.comeBackAfter(objection);
            }
            throw objection;
        }
    }

    private Compression compression() {
        return start.getOptions().getNoCompression()
                ? Compression.NONE
                : Compression.ofLevel(start.getOptions().getCompressionLevel());
    }

    private void round(int number) {
        String step = "round " + number;
        if (number != rounds + 1) {
            steps.failed(
                    step,
                    Failures.error(Error.Code.CONFLICT, "round " + number + " was asked for after round " + rounds));
            return;
        }
        if (!move(SessionEvent.ROUND, step)) {
            return;
        }
        StreamCounters counters = stream.counters();
        long rawBefore = counters.rawBytes();
        long wireBefore = counters.wireBytes();
        RoundStats stats;
        try (ProgressReporter.Flow flow = progress.start(step, counters, this::tellOwner)) {
            stats = dumper.preDump(new FramesOutput(stream));
        }
        rounds = number;
        steps.done(
                step,
                FromAgent.newBuilder()
                        .setRoundDone(RoundDone.newBuilder()
                                .setNumber(number)
                                .setPagesScanned(stats.pagesScanned())
                                .setPagesSent(stats.pagesSent())
                                .setBytesRaw(counters.rawBytes() - rawBefore)
                                .setBytesSent(counters.wireBytes() - wireBefore)
                                .setDurationNanos(stats.durationNanos()))
                        .build());
    }

    private void freeze() {
        if (!move(SessionEvent.FREEZE, "freeze")) {
            return;
        }
        long wireBefore = stream.counters().wireBytes();
        DumpStats stats;
        try (ProgressReporter.Flow flow = progress.start("dump", stream.counters(), this::tellOwner)) {
            ImageSink out = new FrozenOutput(new FramesOutput(stream), addresses);
            stats = dumper.dump(out);
        }
        if (vote()) {
            steps.done("freeze", prepared(stats, stream.counters().wireBytes() - wireBefore));
        }
    }

    private static FromAgent prepared(DumpStats stats, long wireBytes) {
        Instant frozen = Instant.now().minusNanos(System.nanoTime() - stats.frozenAtNanos());
        return FromAgent.newBuilder()
                .setPrepared(Prepared.newBuilder()
                        .setPagesSent(stats.pagesSent())
                        .setPagesTotal(stats.pagesTotal())
                        .setBytesSent(wireBytes)
                        .setFrozenUnixNanos(HostDescription.unixNanos(frozen))
                        .putAllPhaseNanos(stats.phaseNanos()))
                .build();
    }

    private void commit() {
        if (state() == SourceState.PREPARED) {
            dumper.reap();
            closeEngineAndStream();
        }
        if (move(SessionEvent.COMMIT, "commit")) {
            steps.done(
                    "commit",
                    FromAgent.newBuilder()
                            .setReaped(Reaped.newBuilder().addAllWarnings(scripts.late()))
                            .build());
        }
    }

    @Override
    void interrupt(String why) {
        scripts.cancel(why);
        StreamSender open = stream;
        if (open != null) {
            open.fail(why);
        }
    }

    /** The tree runs on even when its addresses cannot come back; then this may be asked for again. */
    @Override
    void undo(String why) {
        RuntimeException noAddress = null;
        try {
            if (addresses != null) {
                addresses.comeBack();
            }
        } catch (RuntimeException failed) {
            noAddress = failed;
        }
        if (dumper != null && state() == SourceState.PREPARED) {
            dumper.resume();
        }
        interrupt(why);
        closeEngineAndStream();
        if (noAddress != null) {
            throw noAddress;
        }
    }

    /** Sessions that have ended are remembered; what they held is not. */
    private void closeEngineAndStream() {
        if (dumper != null) {
            dumper.close();
            dumper = null;
        }
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }

    @Override
    MigrationState wireState(SourceState of) {
        return of.wire();
    }
}
