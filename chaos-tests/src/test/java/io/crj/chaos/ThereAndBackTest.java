package io.crj.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.crj.chaos.harness.Checker;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Stranger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs that know nothing of crj move to the other host and back while a client checks every byte. */
class ThereAndBackTest {
    @RegisterExtension
    private final LabExtension labs = LabExtension.plain();

    @Test
    void shouldMoveRedisThereAndBack() {
        moveThereAndBack(Stranger.redis(labs.lab(), 64));
    }

    @Test
    void shouldMovePythonServerThereAndBack() {
        moveThereAndBack(Stranger.python(labs.lab()));
    }

    @Test
    void shouldMoveTreeThatForksThereAndBack() {
        moveThereAndBack(Stranger.forking(labs.lab()));
    }

    @Test
    void shouldMoveJvmWithDozenThreadsThereAndBack() {
        moveThereAndBack(Stranger.jvm(labs.lab()));
    }

    @Test
    void shouldMoveTreeWithItsNetworkThereAndBack() {
        Stranger stranger = Stranger.networked(labs.lab());
        assertThat(labs.lab().exec("hostA", "ip", "link", "show", "crj-out")).contains("master br0");
        Checker checker = stranger.check();
        move(stranger, checker, "hostA", "hostB", "--veth-pair", "eth0=crj-there@br0");
        assertThat(labs.lab().exec("hostB", "ip", "link", "show", "crj-there")).contains("master br0");
        assertThat(labs.lab().exec("hostA", "ip", "link")).doesNotContain("crj-out");
        move(stranger, checker, "hostB", "hostA", "--veth-pair", "eth0=crj-back@br0");
        checker.stopAndExpectNoError();
    }

    @Test
    void shouldMoveTreeWithItsNamesAndMountsThereAndBack() {
        Stranger stranger = Stranger.contained(labs.lab());
        Checker checker = stranger.check();
        move(stranger, checker, "hostA", "hostB", "--namespaces", "uts,ipc,mnt");
        assertIsContained(stranger, "hostB");
        move(stranger, checker, "hostB", "hostA");
        assertIsContained(stranger, "hostA");
        checker.stopAndExpectNoError();
    }

    private static void assertIsContained(Stranger stranger, String host) {
        assertThat(stranger.inside(host, "hostname")).isEqualTo("inside.example");
        assertThat(stranger.inside(host, "cat", "/run/crj-own/file")).isEqualTo("kept");
        assertThat(stranger.inside(host, "cat", "/proc/sysvipc/msg").lines()).hasSize(2);
        assertThat(stranger.inside(host, "cat", "/proc/sysvipc/shm").lines()).hasSize(2);
        assertThat(stranger.lab().tryExec(host, "ls", "/run/crj-own/file").exitCode())
                .isNotZero();
    }

    private void moveThereAndBack(Stranger stranger) {
        Checker checker = stranger.check();
        move(stranger, checker, "hostA", "hostB");
        move(stranger, checker, "hostB", "hostA");
        checker.stopAndExpectNoError();
    }

    private void move(Stranger stranger, Checker checker, String from, String to, String... options) {
        JsonNode result =
                Migration.start(labs.lab(), from, to, stranger.pid(), options).expect(Migration.MIGRATED);
        assertThat(result.path("pid").asInt()).isEqualTo(stranger.pid());
        assertThat(result.path("rounds").asInt()).isPositive();
        assertThat(result.path("freezeMillis").asLong()).isPositive();
        assertThat(result.path("bytesSent").asLong()).isPositive();
        assertThat(stranger.runsOn(to)).as("runs on %s", to).isTrue();
        assertThat(stranger.runsOn(from)).as("still runs on %s", from).isFalse();
        checker.awaitMoreAnswers();
    }
}
