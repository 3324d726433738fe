package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.image.proto.TaskKobjIdsEntry;
import org.junit.jupiter.api.Test;

class KernelObjectIdsTest {

    private final int self = Math.toIntExact(ProcessHandle.current().pid());

    @Test
    void shouldShareNamespacesWithTheDumperButNothingElse() {
        KernelObjectIds ids = new KernelObjectIds();
        TaskKobjIdsEntry first = ids.process(self);
        TaskKobjIdsEntry second = ids.process(self);

        assertThat(first.getNetNsId()).isEqualTo(ids.dumper().getNetNsId());
        assertThat(first.getPidNsId()).isEqualTo(ids.dumper().getPidNsId());
        assertThat(ids.dumper().getVmId()).isEqualTo(1);
        assertThat(first.getFilesId()).isEqualTo(2);
        assertThat(second.getFilesId()).isEqualTo(3);
    }

    @Test
    void shouldNameForeignNamespaces() throws Exception {
        Process sleeper = new ProcessBuilder("unshare", "-u", "sh", "-c", "echo ready; read end")
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(sleeper.inputReader().readLine()).isEqualTo("ready");
            assertThat(KernelObjectIds.foreignNamespaces((int) sleeper.pid())).containsExactly("uts");
            assertThat(KernelObjectIds.foreignNamespaces(self)).isEmpty();
        } finally {
            sleeper.destroy();
        }
    }
}
