package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.TICKET;
import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.wire.message.FromAgent;
import io.crj.wire.message.MigrationState;
import io.crj.wire.message.Prepared;
import io.crj.wire.message.SourceReport;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process on the source, dumped by the real engine; the target only pretends to take it. */
@Timeout(120)
class RealSourceTest {

    @TempDir
    private Path dir;

    @TempDir
    private Path targetProc;

    private TestHost hostA;
    private TestHost hostB;
    private TestCoordinator source;
    private TestCoordinator target;
    private Counter counter;
    private SourceReport report;

    @BeforeEach
    void start() throws Exception {
        hostA = TestHost.realSource(dir.resolve("state"));
        hostB = TestHost.target(targetProc);
        source = new TestCoordinator(hostA.loops, hostA.port());
        target = new TestCoordinator(hostB.loops, hostB.port());
        counter = Counter.start(dir);
        report = source.inspectSource(counter.pid()).getSourceReport().toBuilder()
                .clearFiles()
                .setHost(target.inspectTarget(SourceReport.getDefaultInstance())
                        .getTargetReport()
                        .getHost())
                .build();
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
        hostA.close();
        hostB.close();
        counter.close();
    }

    @Test
    void shouldRunOnWithoutAGapWhenAbortedAfterItsVote() throws Exception {
        connect();
        assertThat(get(source.round(1)).getRoundDone().getPagesSent()).isGreaterThan(1000);
        assertThat(get(source.round(2)).getRoundDone().getPagesSent()).isBetween(1L, 500L);
        Prepared prepared = get(source.freeze()).getPrepared();
        assertThat(prepared.getPagesTotal()).isGreaterThan(1000);
        assertThat(prepared.getPagesSent()).isLessThan(500);
        assertThat(prepared.getPhaseNanosMap()).containsKeys("freeze", "lock", "send");

        assertThat(source.abort().hasAborted()).isTrue();

        counter.assertRunsOnWithoutAGap();
        assertThat(hostB.calls()).contains("got round 2", "got image");
    }

    @Test
    void shouldRunOnWithoutAGapWhenTheTargetDiesDuringARound() throws Exception {
        connect();
        get(source.round(1));
        hostB.agent.close();

        FromAgent failed = get(source.round(2));

        assertThat(failed.getError().getMessage()).contains("the agent on hostB was ended");
        counter.assertRunsOnWithoutAGap();
    }

    @Test
    void shouldBeGoneAfterTheCommit() {
        connect();
        get(source.round(1));
        assertThat(get(source.freeze()).hasPrepared()).isTrue();

        assertThat(source.commit().hasReaped()).isTrue();

        assertThat(source.state()).isEqualTo(MigrationState.REAPED);
        await().until(counter::isGone);
    }

    private void connect() {
        int port = target.prepareTarget(report).getTargetPrepared().getStreamPort();
        assertThat(source.startSource(counter.pid(), port, TICKET).hasSourceStarted())
                .isTrue();
    }
}
