package io.crj.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.crj.chaos.harness.Checker;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Running;
import io.crj.chaos.harness.Stranger;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A migration that fails on its way leaves the source and its client as if nothing had happened; deaths and cuts are in
 * {@code ChaosMatrixTest}.
 */
class RollbackTest {
    private static final int DATA_MIB = 128;
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    private final LabExtension labs = LabExtension.plain();

    private Stranger redis;
    private Checker checker;

    @BeforeEach
    void startRedis() {
        redis = Stranger.redis(labs.lab(), DATA_MIB);
        checker = redis.check();
    }

    @Test
    void shouldRollBackWhenFrameIsCorrupted() {
        Running proxy = startProxy();
        Migration.start(labs.lab(), "hostA", "hostB", redis.pid()).expect(Migration.ROLLED_BACK);
        assertThat(proxy.output()).contains("flipped a bit");
        expectUntouched();
        checker.stopAndExpectNoError();
    }

    private void expectUntouched() {
        checker.awaitMoreAnswers();
        assertThat(redis.runsOn("hostA")).isTrue();
        await().atMost(SETTLE_LIMIT).until(() -> !redis.runsOn("hostB"));
    }

    /** Puts the proxy between the agents: what hostA sends to hostB's agent passes through it. */
    private Running startProxy() {
        Lab lab = labs.lab();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Running proxy = lab.start(
                "proxy",
                "hostB",
                java,
                "-cp",
                Lab.classesOf(CorruptingProxy.class).toString(),
                CorruptingProxy.class.getName(),
                "7071",
                "7070",
                "4000000");
        await().atMost(SETTLE_LIMIT).until(() -> proxy.output().contains("ready"));
        lab.exec(
                "hostB",
                "nft",
                "add table ip chaos; "
                        + "add chain ip chaos proxy { type nat hook prerouting priority -100; }; "
                        + "add rule ip chaos proxy ip saddr 10.77.0.1 tcp dport 7070 redirect to :7071");
        return proxy;
    }
}
