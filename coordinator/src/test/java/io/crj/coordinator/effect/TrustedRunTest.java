package io.crj.coordinator.effect;

import static io.crj.wire.message.ToAgent.BodyCase.PREPARE_TARGET;
import static io.crj.wire.message.ToAgent.BodyCase.START_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.crj.coordinator.log.FileMigrationLog;
import io.crj.coordinator.migration.MigrationLimits;
import io.crj.coordinator.migration.MigrationPlan;
import io.crj.coordinator.migration.MigrationState;
import io.crj.coordinator.migration.RoundPolicy;
import io.crj.coordinator.testing.FakeAgent;
import io.crj.wire.Identity;
import io.crj.wire.channel.EventLoops;
import io.crj.wire.message.MigrationOptions;
import io.crj.wire.pki.CertificateAuthority;
import io.crj.wire.pki.CertifiedName;
import io.crj.wire.pki.HostRole;
import io.crj.wire.pki.PkiFolder;
import io.crj.wire.pki.Validity;
import io.crj.wire.tls.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator and two fake agents with certificates. */
@Timeout(60)
class TrustedRunTest {

    @TempDir
    private Path folder;

    private CertificateAuthority authority;
    private EventLoops loopsA;
    private EventLoops loopsB;
    private FakeAgent source;
    private FakeAgent target;

    @BeforeEach
    void start() {
        authority = CertificateAuthority.create(new PkiFolder(folder.resolve("pki")));
        loopsA = EventLoops.start(trust(HostRole.AGENT, "hostA", Validity.ofDays(2)));
        loopsB = EventLoops.start(trust(HostRole.AGENT, "hostB", Validity.ofDays(2)));
        source = new FakeAgent(loopsA, "hostA");
        target = new FakeAgent(loopsB, "hostB");
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
        loopsA.close();
        loopsB.close();
    }

    @Test
    void shouldNameEachAgentToTheOther() {
        MigrationResult result = migrate(trust(HostRole.COORDINATOR, "desk", Validity.ofDays(2)));

        assertThat(result.migration().state()).isEqualTo(MigrationState.DONE);
        assertThat(target.message(PREPARE_TARGET).getPrepareTarget().getSourceAgent())
                .isEqualTo("hostA");
        assertThat(source.message(START_SOURCE).getStartSource().getTargetAgent())
                .isEqualTo("hostB");
    }

    @Test
    void shouldSayWhyItIsRefused() {
        Instant now = Instant.now();
        Validity past = new Validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));

        MigrationResult result = migrate(trust(HostRole.COORDINATOR, "desk", past));

        assertThat(result.migration().state()).isEqualTo(MigrationState.REFUSED);
        assertThat(result.migration().ending().reason())
                .contains("refuses our certificate crj://coordinator/desk")
                .contains("has expired on")
                .contains("crj-agent pki issue desk --role coordinator");
        assertThat(source.received()).isEmpty();
    }

    @Test
    void shouldSayWhatIsMissingWithoutCertificates() {
        MigrationResult result = migrate(Trust.NONE);

        assertThat(result.migration().state()).isEqualTo(MigrationState.REFUSED);
        assertThat(result.migration().ending().reason()).contains("--pki DIR");
        assertThat(source.received()).isEmpty();
    }

    private MigrationResult migrate(Trust trust) {
        MigrationRequest request = new MigrationRequest(
                new MigrationPlan("m-1", false, RoundPolicy.DEFAULT, MigrationLimits.DEFAULT),
                source.address(),
                target.address(),
                42,
                MigrationOptions.getDefaultInstance());
        try (EventLoops loops = EventLoops.start(trust);
                EffectRunner runner = new EffectRunner(
                        request,
                        new FileMigrationLog(folder.resolve("log")),
                        event -> {},
                        loops,
                        Identity.coordinator("crj test", "desk"))) {
            return runner.run();
        }
    }

    private Trust trust(HostRole role, String host, Validity validity) {
        return Trust.of(authority.issue(new CertifiedName(role, host), List.of(), validity), role);
    }
}
