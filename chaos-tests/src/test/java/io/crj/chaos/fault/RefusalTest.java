package io.crj.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.chaos.harness.Checker;
import io.crj.chaos.harness.Lab;
import io.crj.chaos.harness.LabExtension;
import io.crj.chaos.harness.Migration;
import io.crj.chaos.harness.Stranger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What cannot be moved is refused with a reason, before the program is touched. */
class RefusalTest {
    private static final int FREE_PID = 31999;

    @RegisterExtension
    private final LabExtension labs = LabExtension.plain();

    @Test
    void shouldRefuseResourceThatIsNotSupported() {
        Stranger python = Stranger.python(labs.lab(), "unsupported");
        expectRefused(python, Integer.toString(python.pid()), "userfaultfd", "have the program close it");
    }

    @Test
    void shouldRefusePidThatIsTakenOnTarget() {
        Stranger python = Stranger.python(labs.lab());
        takePid(python.pid());
        expectRefused(python, Integer.toString(python.pid()), "hostB");
    }

    @Test
    void shouldRefuseWhenNoAgentAnswersOnTarget() {
        Stranger python = Stranger.python(labs.lab());
        labs.lab().agent("hostB", "stop");
        expectRefused(python, "hostB");
    }

    @Test
    void shouldRefusePidThatDoesNotExist() {
        Migration.start(labs.lab(), "hostA", "hostB", FREE_PID).expectRefusal(Integer.toString(FREE_PID));
    }

    private void expectRefused(Stranger stranger, String... texts) {
        Checker checker = stranger.check();
        Migration.start(labs.lab(), "hostA", "hostB", stranger.pid()).expectRefusal(texts);
        checker.awaitMoreAnswers();
        assertThat(stranger.runsOn("hostA")).isTrue();
        checker.stopAndExpectNoError();
    }

    private void takePid(int pid) {
        Lab lab = labs.lab();
        // The next pid follows the last one: the shell's child gets the one that is wanted.
        lab.exec(
                "hostB",
                "sh",
                "-c",
                "echo $(($0 - 1)) >/proc/sys/kernel/ns_last_pid; sleep 600 >/dev/null 2>&1 &",
                Integer.toString(pid));
        assertThat(lab.runs("hostB", pid, "sleep")).isTrue();
    }
}
