package io.crj.agent.session;

import io.crj.agent.options.EngineOptions;
import io.crj.agent.preflight.Findings;
import io.crj.agent.preflight.TargetPreflight;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.InspectSource;
import io.crj.wire.message.InspectTarget;
import io.crj.wire.message.TargetReport;
import io.crj.wire.message.ToAgent;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Preflights: they touch nothing and belong to no session. */
final class Inspections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Inspections.class);
    private static final int THREADS = 2;

    private final AgentParts parts;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, task -> {
        Thread thread = new Thread(task, "crj-inspect");
        thread.setDaemon(true);
        return thread;
    });

    Inspections(AgentParts parts) {
        this.parts = parts;
    }

    void source(ToAgent request, Reply reply) {
        InspectSource wanted = request.getInspectSource();
        answer(reply, () -> FromAgent.newBuilder()
                .setSourceReport(new SourceInspection(parts)
                        .inspect(wanted.getPid(), request.getMigrationId(), wanted.getOptions()))
                .build());
    }

    void target(ToAgent request, Reply reply) {
        InspectTarget wanted = request.getInspectTarget();
        answer(reply, () -> {
            EngineOptions.of(wanted.getOptions());
            Findings findings = new TargetPreflight(parts.host(), parts.proc(), parts.configured(), parts.addresses())
                    .inspect(wanted.getSource(), wanted.getOptions());
            return FromAgent.newBuilder()
                    .setTargetReport(TargetReport.newBuilder()
                            .addAllRefusals(findings.refusals())
                            .addAllWarnings(findings.warnings())
                            .setHost(parts.host().facts()))
                    .build();
        });
    }

    private void answer(Reply reply, Supplier<FromAgent> inspection) {
        threads.execute(() -> {
            try {
                reply.send(inspection.get());
            } catch (RuntimeException failure) {
                LOG.debug("inspection", failure);
                reply.send(Failures.error(Failures.codeOf(failure), failure));
            }
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
