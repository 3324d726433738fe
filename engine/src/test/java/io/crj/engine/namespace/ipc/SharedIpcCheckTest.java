package io.crj.engine.namespace.ipc;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.linux.abi.SysvIpc;
import io.crj.engine.linux.sys.IpcCalls;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In the namespace of the tests themselves, which are the last to use what they make. */
class SharedIpcCheckTest {

    private static final int PRIVATE = 0;
    private static final int FLAGS = SysvIpc.IPC_CREAT | 0600;

    private final int self = (int) ProcessHandle.current().pid();

    @Test
    void shouldRefuseSemaphoresOfTheTree() throws IOException, InterruptedException {
        int set = IpcCalls.makeSemaphores(PRIVATE, 2, FLAGS);
        try {
            IpcCalls.setValues(set, new byte[] {0, 0, 3, 0});

            assertThatThrownBy(() -> SharedIpcCheck.run(List.of(self)))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContainingAll("pid " + self, "semaphore set " + set + " ", "unshare --ipc");
            assertThatCode(() -> SharedIpcCheck.run(List.of(1))).doesNotThrowAnyException();
        } finally {
            new ProcessBuilder("ipcrm", "-s", Integer.toString(set)).start().waitFor();
        }
    }

    @Test
    void shouldRefuseSegmentsThatNobodyHasAttached() {
        int segment = IpcCalls.makeSegment(PRIVATE, 4096, FLAGS);
        try {
            assertThatThrownBy(() -> SharedIpcCheck.run(List.of(self)))
                    .hasMessageContaining("segment " + segment + " ");
        } finally {
            IpcCalls.controlSegment(segment, SysvIpc.IPC_RMID);
        }
    }
}
