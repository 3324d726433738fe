package io.crj.chaos.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.harness.Checker;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Stranger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who is not believed moves nothing, and the program runs on untouched. */
class CertificatesTest {

    @RegisterExtension
    private final LabExtension labs = LabExtension.plain();

    private Stranger python;
    private Checker checker;

    @BeforeEach
    void startPython() {
        python = Stranger.python(labs.lab());
        checker = python.check();
    }

    @Test
    void shouldRefuseCertificatesOfAnotherAuthorityOrRole() {
        String theirs = labs.lab().folder().resolve("theirs").toString();
        onClient("crj-agent pki init --dir $0; crj-agent pki issue client --role coordinator --dir $0", theirs);

        migrate("--pki", theirs + "/coordinator/client")
                .expectRefusal("no trusted connection to the agent at hostA:7070", "not from our authority");
        migrate("--pki", onClient("echo ${CRJ_PKI%/coordinator/*}/agent/hostA", ""))
                .expectRefusal("is the certificate of crj://agent/hostA, this needs a coordinator's");

        expectUntouched();
        assertThat(onClient("cat ${CRJ_PKI%/pki/*}/hostA.agent.log", ""))
                .contains("refused the connection from /10.77.0.3:");
    }

    @Test
    void shouldNotMoveToAHostThatIsNotTheNamedOne() {
        labs.lab().agent("hostB", "stop");
        onClient(
                "cd ${CRJ_PKI%/coordinator/*}; crj-agent pki issue hostC --dir .;"
                        + " mv agent/hostB agent/was; mv agent/hostC agent/hostB",
                "");
        labs.lab().agent("hostB", "start");

        migrate().expectRefusal("no trusted connection to the agent at hostB:7070", "it is crj://agent/hostC");

        expectUntouched();
    }

    private Migration migrate(String... options) {
        return Migration.start(labs.lab(), "hostA", "hostB", python.pid(), options);
    }

    private String onClient(String script, String argument) {
        return labs.lab().exec("client", "sh", "-ec", script, argument);
    }

    private void expectUntouched() {
        checker.awaitMoreAnswers();
        assertThat(python.runsOn("hostA")).isTrue();
        checker.stopAndExpectNoError();
    }
}
