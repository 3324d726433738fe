package io.crj.agent.session;

import io.crj.agent.host.AddressMove;
import io.crj.agent.host.HostDescription;
import io.crj.engine.DumpStats;
import io.crj.engine.Dumper;
import io.crj.engine.RoundStats;
import io.crj.engine.hook.Action;
import io.crj.engine.image.ImageSink;
import io.crj.engine.journal.Journal;
import io.crj.wire.channel.Destination;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.Reaped;
import io.crj.wire.message.RoundDone;
import io.crj.wire.message.SourceStarted;
import io.crj.wire.message.StartSource;
import io.crj.wire.stream.Compression;
import io.crj.wire.stream.StreamCounters;
import io.crj.wire.stream.StreamSender;
import io.crj.wire.stream.body.StreamHello;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** A source of this agent's: a dumper, the stream to the target, and the service addresses that leave with the freeze. */
final class LiveSource implements SourceWork {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final AgentParts parts;
    private final String migrationId;
    private final StartSource start;
    private final Supplier<? extends Journal> journal;
    private final Watched watched;
    private final Scripts scripts;
    private Dumper dumper;
    private boolean frozen;
    private AddressMove addresses;
    private volatile StreamSender stream;

    LiveSource(
            AgentParts parts,
            String migrationId,
            StartSource start,
            Supplier<? extends Journal> journal,
            Watched watched) {
        this.parts = parts;
        this.migrationId = migrationId;
        this.start = start;
        this.journal = journal;
        this.watched = watched;
        this.scripts = new Scripts(start.getOptions());
    }

    @Override
    public FromAgent open() {
        SourceInspection inspection = new SourceInspection(parts);
        dumper = inspection.open(start.getPid(), migrationId, start.getOptions(), this::runScripts, journal.get());
        scripts.open();
        addresses = new AddressMove(
                parts.addresses(),
                inspection.examine(dumper, start.getOptions()).moving(),
                journal.get());
        scripts.run(Action.PRE_STREAM, start.getPid());
        stream = StreamSender.connect(
                parts.loops(),
                parts.wireLimits(),
                parts.streamLimits(),
                Destination.of(start.getTargetHost(), start.getTargetStreamPort(), start.getTargetAgent()),
                CONNECT_TIMEOUT,
                new StreamHello(migrationId, start.getTicket().toByteArray()),
                compression());
        return FromAgent.newBuilder()
                .setSourceStarted(SourceStarted.getDefaultInstance())
                .build();
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

    @Override
    public FromAgent round(int number) {
        StreamCounters counters = stream.counters();
        long rawBefore = counters.rawBytes();
        long wireBefore = counters.wireBytes();
        RoundStats stats;
        try (ProgressReporter.Flow flow = watched.start("round " + number, counters)) {
            stats = dumper.preDump(new FramesOutput(stream));
        }
        return FromAgent.newBuilder()
                .setRoundDone(RoundDone.newBuilder()
                        .setNumber(number)
                        .setPagesScanned(stats.pagesScanned())
                        .setPagesSent(stats.pagesSent())
                        .setBytesRaw(counters.rawBytes() - rawBefore)
                        .setBytesSent(counters.wireBytes() - wireBefore)
                        .setDurationNanos(stats.durationNanos()))
                .build();
    }

    @Override
    public FromAgent freeze() {
        long wireBefore = stream.counters().wireBytes();
        DumpStats stats;
        try (ProgressReporter.Flow flow = watched.start("dump", stream.counters())) {
            ImageSink out = new FrozenOutput(new FramesOutput(stream), addresses);
            stats = dumper.dump(out);
            frozen = true;
        }
        Instant frozenAt = Instant.now().minusNanos(System.nanoTime() - stats.frozenAtNanos());
        return FromAgent.newBuilder()
                .setPrepared(Prepared.newBuilder()
                        .setPagesSent(stats.pagesSent())
                        .setPagesTotal(stats.pagesTotal())
                        .setBytesSent(stream.counters().wireBytes() - wireBefore)
                        .setFrozenUnixNanos(HostDescription.unixNanos(frozenAt))
                        .putAllPhaseNanos(stats.phaseNanos()))
                .build();
    }

    @Override
    public FromAgent reap() {
        if (frozen) {
            dumper.reap();
            frozen = false;
        }
        closeEngineAndStream();
        return FromAgent.newBuilder()
                .setReaped(Reaped.newBuilder().addAllWarnings(scripts.late()))
                .build();
    }

    @Override
    public void interrupt(String why) {
        scripts.cancel(why);
        StreamSender open = stream;
        if (open != null) {
            open.fail(why);
        }
    }

    /** The tree runs on even when its addresses cannot come back; then this may be asked for again. */
    @Override
    public FromAgent undo(String why) {
        RuntimeException noAddress = null;
        try {
            if (addresses != null) {
                addresses.comeBack();
            }
        } catch (RuntimeException failed) {
            noAddress = failed;
        }
        if (frozen) {
            dumper.resume();
            frozen = false;
        }
        interrupt(why);
        closeEngineAndStream();
        if (noAddress != null) {
            throw noAddress;
        }
        return Answers.aborted(List.of());
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
}
