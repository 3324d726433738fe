package io.crj.agent.session;

import static io.crj.agent.session.TestCoordinator.get;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.FromAgent;
import io.crj.wire.message.SourceReport;
import io.crj.wire.pki.CertificateAuthority;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.pki.Validity;
import io.crj.wire.tls.Trust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Migrations between agents with certificates. */
@Timeout(60)
class TrustedMigrationTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.crj");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<FromAgent> answers = new ArrayList<>();

    @TempDir
    private Path pki;

    @TempDir
    private Path dirA;

    @TempDir
    private Path dirB;

    private CertificateAuthority authority;
    private EventLoops desk;
    private TestHost hostA;
    private TestHost hostB;
    private TestCoordinator source;
    private TestCoordinator target;

    @BeforeEach
    void start() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.DEBUG);
        authority = CertificateAuthority.create(new PkiFolder(pki));
        hostA = TestHost.source(dirA, trust(HostRole.AGENT, "hostA"));
        hostB = TestHost.target(dirB, trust(HostRole.AGENT, "hostB"));
        desk = EventLoops.start(trust(HostRole.COORDINATOR, "desk"));
        source = new TestCoordinator(desk, hostA.port());
        target = new TestCoordinator(desk, hostB.port());
        target.sourceAgent = "hostA";
        source.targetAgent = "hostB";
    }

    @AfterEach
    void stop() {
        source.close();
        target.close();
        hostA.close();
        hostB.close();
        desk.close();
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    @Test
    void shouldMoveATreeAndTellNobodyOfTheTicket() throws IOException {
        assertThat(begin().hasSourceStarted()).isTrue();
        keep(get(source.round(1)));
        keep(get(source.freeze()));
        keep(get(target.awaitReady()));
        String whileHeld = files(dirA) + files(dirB);
        assertThat(keep(target.commit()).hasResumed()).isTrue();
        assertThat(keep(source.commit()).hasReaped()).isTrue();

        String told = answers + whileHeld + files(dirA) + files(dirB) + logged();
        assertThat(told).contains(TestCoordinator.MIGRATION).doesNotContain("a ticket that is nobody");
    }

    @Test
    void shouldRefuseTheStreamOfAnotherAgentThanTheNamedOne() throws IOException {
        target.sourceAgent = "hostC";

        FromAgent refused = begin();

        assertThat(refused.getError().getMessage())
                .contains("may come from the agent hostC only, not from the agent hostA");
        assertThat(hostA.calls()).doesNotContain("frozen");
        assertThat(answers + files(dirA) + files(dirB) + logged()).doesNotContain("a ticket that is nobody");
    }

    @Test
    void shouldStreamToTheNamedAgentOnly() {
        source.targetAgent = "hostC";

        assertThat(begin().getError().getMessage())
                .contains("it is crj://agent/hostB, not the agent hostC that the coordinator named");
        assertThat(hostA.calls()).doesNotContain("frozen");
    }

    private FromAgent begin() {
        SourceReport report = source.inspectSource(4242).getSourceReport();
        int port = keep(target.prepareTarget(report)).getTargetPrepared().getStreamPort();
        return keep(source.startSource(port, TestCoordinator.TICKET));
    }

    private FromAgent keep(FromAgent answer) {
        answers.add(answer);
        return answer;
    }

    private Trust trust(HostRole role, String host) {
        return Trust.of(authority.issue(new CertifiedName(role, host), List.of(), Validity.ofDays(2)), role);
    }

    private String logged() {
        StringBuilder text = new StringBuilder();
        for (ILoggingEvent event : List.copyOf(log.list)) {
            text.append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                text.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
        return text.toString();
    }

    private static String files(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }
}
