package io.crj.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.image.proto.TaskKobjIdsEntry;
import org.junit.jupiter.api.Test;

class KernelObjectIdsTest {

    private final int self = Math.toIntExact(ProcessHandle.current().pid());

    @Test
    void shouldTellWhatProcessesShare() throws Exception {
        Process other = new ProcessBuilder("sh", "-c", "echo ready; read end").start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("ready");
            KernelObjectIds ids = new KernelObjectIds();
            TaskKobjIdsEntry first = ids.process(self);
            TaskKobjIdsEntry again = ids.process(self);
            TaskKobjIdsEntry second = ids.process((int) other.pid());

            assertThat(first.getNetNsId()).isEqualTo(ids.dumper().getNetNsId());
            assertThat(first.getPidNsId()).isEqualTo(ids.dumper().getPidNsId());
            assertThat(ids.dumper().getVmId()).isEqualTo(1);
            assertThat(first.getFilesId()).isEqualTo(2);
            assertThat(again.getFilesId()).isEqualTo(2);
            assertThat(again.getFsId()).isEqualTo(2);
            assertThat(second.getFilesId()).isEqualTo(4);
            assertThat(second.getFsId()).isEqualTo(4);
        } finally {
            other.destroy();
        }
    }
}
