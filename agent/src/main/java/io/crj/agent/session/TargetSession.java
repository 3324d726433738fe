package io.crj.agent.session;

import io.crj.agent.host.AddressMove;
import io.crj.agent.host.HostDescription;
import io.crj.agent.options.EngineOptions;
import io.crj.agent.preflight.AddressCheck;
import io.crj.agent.preflight.Findings;
import io.crj.agent.preflight.TargetPreflight;
import io.crj.engine.Restorer;
import io.crj.wire.message.Error;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.PrepareTarget;
import io.crj.wire.message.Ready;
import io.crj.wire.message.Resumed;
import io.crj.wire.message.Side;
import io.crj.wire.message.SourceReport;
import io.crj.wire.message.TargetPrepared;
import io.crj.wire.message.ToAgent;
import io.crj.wire.stream.StreamReceiver;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The target's side: a vessel, the stream that fills it, and the service addresses that come with the commit. */
final class TargetSession extends Session<TargetState> {

    private static final Logger LOG = LoggerFactory.getLogger(TargetSession.class);
    private static final String READY_STEP = "ready";

    private final AgentParts parts;
    private final IntSupplier streamPort;
    private final PrepareTarget prepare;
    private final StreamReceiver receiver;
    private final Scripts scripts;
    private RestoreLog log = RestoreLog.NONE;
    private Restorer restorer;
    private AddressMove addresses;
    private OptionalInt resumedPid = OptionalInt.empty();

    TargetSession(AgentParts parts, IntSupplier streamPort, ToAgent request, Reply reply) {
        super(request.getMigrationId(), Side.SIDE_TARGET, Transitions.target(), TargetState.OPENING, reply.peer());
        this.parts = parts;
        this.streamPort = streamPort;
        this.prepare = request.getPrepareTarget();
        this.scripts = new Scripts(prepare.getOptions());
        this.receiver = new StreamReceiver(
                migrationId, prepare.getTicket().toByteArray(), prepare.getSourceAgent(), parts.streamLimits());
    }

    /** Takes the image stream. */
    StreamReceiver receiver() {
        return receiver;
    }

    @Override
    void request(ToAgent request, Reply reply) {
        switch (request.getBodyCase()) {
            case PREPARE_TARGET -> step("prepare", reply, this::open);
            // The work is under way since the vessel was opened; this only waits for its end.
            case AWAIT_READY -> step(READY_STEP, reply, () -> {});
            case COMMIT -> step("commit", reply, this::commit);
            default -> reply.fail(Error.Code.BAD_REQUEST, request.getBodyCase() + " is no request for a target");
        }
    }

    private void open() {
        SourceReport source = prepare.getSource();
        EngineOptions options = EngineOptions.of(prepare.getOptions());
        Findings findings = new TargetPreflight(parts.host(), parts.proc(), parts.configured(), parts.addresses())
                .inspect(source, prepare.getOptions());
        if (!findings.refusals().isEmpty()) {
            throw new RefusedException(String.join("; ", findings.refusals()));
        }
        log = RestoreLog.begin(parts.logs(), migrationId, prepare.getOptions());
        addresses = new AddressMove(
                parts.addresses(), new AddressCheck(parts.configured(), parts.addresses()).arriving(source, findings));
        restorer = parts.engine().openRestorer(options.restore(migrationId), scripts.open());
        if (move(SessionEvent.OPENED, "prepare")) {
            steps.done(
                    "prepare",
                    FromAgent.newBuilder()
                            .setTargetPrepared(TargetPrepared.newBuilder()
                                    .setStreamPort(streamPort.getAsInt())
                                    .setLogDirectory(log.directory()))
                            .build());
            run(() -> attempt(READY_STEP, this::fill));
        }
    }

    private void fill() {
        receiver.receive(new FramesInput(restorer));
        if (!move(SessionEvent.ARRIVED, READY_STEP)) {
            return;
        }
        long startNanos = System.nanoTime();
        restorer.complete();
        if (vote()) {
            steps.done(
                    READY_STEP,
                    FromAgent.newBuilder()
                            .setReady(Ready.newBuilder().putPhaseNanos("complete", System.nanoTime() - startNanos))
                            .build());
        }
    }

    private void commit() {
        long startNanos = System.nanoTime();
        long addressesNanos = startNanos;
        if (state() == TargetState.READY) {
            addresses.arrive();
            addressesNanos = System.nanoTime();
            if (resumedPid.isEmpty()) {
                resumedPid = OptionalInt.of(restorer.resume());
            }
        }
        Instant resumed = Instant.now();
        long resumedNanos = System.nanoTime();
        if (move(SessionEvent.COMMIT, "commit")) {
            steps.done(
                    "commit",
                    FromAgent.newBuilder()
                            .setResumed(Resumed.newBuilder()
                                    .setPid(resumedPid.orElseThrow())
                                    .setNamespacePid(namespacePid(resumedPid.orElseThrow()))
                                    .setResumedUnixNanos(HostDescription.unixNanos(resumed))
                                    .addAllWarnings(scripts.late())
                                    .putPhaseNanos("addresses", addressesNanos - startNanos)
                                    .putPhaseNanos("resume", resumedNanos - addressesNanos))
                            .build());
            settle();
        }
    }

    /** What the root is called in its own pid namespace; 0 when that is this host's. */
    private int namespacePid(int pid) {
        return NamespacePid.read(parts.proc(), pid)
                .filter(inner -> inner != pid)
                .orElse(0);
    }

    /** Nothing of this may take back that the tree runs. */
    private void settle() {
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
    void interrupt(String why) {
        scripts.cancel(why);
        receiver.fail(why);
    }

    @Override
    void undo(String why) {
        receiver.fail(why);
        if (restorer != null) {
            restorer.close();
            restorer = null;
        }
        if (addresses != null) {
            addresses.goAgain();
        }
        log.close();
    }

    @Override
    MigrationState wireState(TargetState of) {
        return of.wire();
    }
}
