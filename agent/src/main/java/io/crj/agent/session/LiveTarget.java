package io.crj.agent.session;

import io.crj.agent.host.AddressMove;
import io.crj.agent.journal.MigrationJournal;
import io.crj.agent.machine.VesselEvidence;
import io.crj.agent.options.EngineOptions;
import io.crj.agent.preflight.AddressCheck;
import io.crj.agent.preflight.Findings;
import io.crj.agent.preflight.TargetPreflight;
import io.crj.engine.RestoreOptions;
import io.crj.engine.Restorer;
import io.crj.engine.netaddr.ServiceAddress;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.PrepareTarget;
import io.crj.wire.message.Ready;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.TargetPrepared;
import io.crj.wire.stream.StreamReceiver;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A target of this agent's: a vessel, the stream that fills it, and the service addresses that come with the commit. */
final class LiveTarget implements TargetWork {

    private static final Logger LOG = LoggerFactory.getLogger(LiveTarget.class);

    private final AgentParts parts;
    private final IntSupplier streamPort;
    private final String migrationId;
    private final PrepareTarget prepare;
    private final Supplier<MigrationJournal> journal;
    private final StreamReceiver receiver;
    private final Scripts scripts;
    private RestoreLog log = RestoreLog.NONE;
    private Restorer restorer;
    private AddressMove addresses;
    private boolean resuming;
    private OptionalInt resumedPid = OptionalInt.empty();

    LiveTarget(
            AgentParts parts,
            IntSupplier streamPort,
            String migrationId,
            PrepareTarget prepare,
            Supplier<MigrationJournal> journal) {
        this.parts = parts;
        this.streamPort = streamPort;
        this.migrationId = migrationId;
        this.prepare = prepare;
        this.journal = journal;
        this.scripts = new Scripts(prepare.getOptions());
        this.receiver = new StreamReceiver(
                migrationId, prepare.getTicket().toByteArray(), prepare.getSourceAgent(), parts.streamLimits());
    }

    @Override
    public Optional<StreamReceiver> receiver() {
        return Optional.of(receiver);
    }

    @Override
    public FromAgent prepare() {
        SourceReport source = prepare.getSource();
        EngineOptions options = EngineOptions.of(prepare.getOptions());
        Findings findings = new TargetPreflight(parts.host(), parts.proc(), parts.configured(), parts.addresses())
                .inspect(source, prepare.getOptions());
        if (!findings.refusals().isEmpty()) {
            throw new RefusedException(String.join("; ", findings.refusals()));
        }
        log = RestoreLog.begin(parts.logs(), migrationId, prepare.getOptions());
        List<ServiceAddress> arriving =
                new AddressCheck(parts.configured(), parts.addresses()).arriving(source, findings);
        RecoveredTarget.rememberAddresses(journal.get(), arriving);
        addresses = new AddressMove(parts.addresses(), arriving, journal.get());
        RestoreOptions announced = options.restore(migrationId).withPermitted(Rights.permitted(source));
        restorer = parts.engine().openRestorer(announced, scripts.open(), journal.get());
        return FromAgent.newBuilder()
                .setTargetPrepared(TargetPrepared.newBuilder()
                        .setStreamPort(streamPort.getAsInt())
                        .setLogDirectory(log.directory()))
                .build();
    }

    @Override
    public void fill() {
        receiver.receive(new FramesInput(restorer));
    }

    @Override
    public FromAgent complete() {
        long startNanos = System.nanoTime();
        restorer.complete();
        parts.vessels()
                .find(journal.get().effects())
                .ifPresent(vessel -> RecoveredTarget.rememberRoot(journal.get(), vessel.root()));
        return FromAgent.newBuilder()
                .setReady(Ready.newBuilder().putPhaseNanos("complete", System.nanoTime() - startNanos))
                .build();
    }

    @Override
    public VesselEvidence look() {
        VesselEvidence seen = parts.vessels()
                .find(journal.get().effects())
                .map(Vessels.Vessel::evidence)
                .orElse(VesselEvidence.HELD);
        // Gone, and we never let it run; nobody else may.
        return seen == VesselEvidence.GONE && !resuming ? VesselEvidence.NEVER_RAN : seen;
    }

    @Override
    public FromAgent resume() {
        long startNanos = System.nanoTime();
        addresses.arrive();
        long addressesNanos = System.nanoTime();
        resuming = true;
        if (resumedPid.isEmpty()) {
            resumedPid = OptionalInt.of(restorer.resume());
        }
        Instant resumed = Instant.now();
        Map<String, Long> phaseNanos =
                Map.of("addresses", addressesNanos - startNanos, "resume", System.nanoTime() - addressesNanos);
        return Arrivals.message(parts.proc(), resumedPid.getAsInt(), resumed, scripts.late(), phaseNanos);
    }

    @Override
    public void settle() {
        try {
            addresses.announce();
            restorer.close();
            restorer = null;
            log.close();
        } catch (RuntimeException late) {
            LOG.warn("migration {}: the tree runs, but {}", migrationId, Failures.describe(late), late);
        }
    }

    @Override
    public void interrupt(String why) {
        scripts.cancel(why);
        receiver.fail(why);
    }

    @Override
    public FromAgent undo(String why) {
        receiver.fail(why);
        if (restorer != null) {
            restorer.close();
            restorer = null;
        }
        if (addresses != null) {
            addresses.goAgain();
        }
        log.close();
        return Answers.aborted(List.of());
    }
}
