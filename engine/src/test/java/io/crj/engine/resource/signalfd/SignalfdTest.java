package io.crj.engine.resource.signalfd;

import static org.assertj.core.api.Assertions.assertThat;

import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.testing.OwnFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalfdTest {

    @ParameterizedTest
    @ValueSource(longs = {0, 0x800, 0x8000000000000801L})
    void shouldCarryTheMaskAndTheFlags(long mask) {
        try (OwnFiles files = new OwnFiles();
                Fd original = EventCalls.signalfd(mask)) {
            FileCalls.fcntl(original, Fcntl.F_SETFL, Fcntl.O_NONBLOCK);
            Fd restored = files.move(original);
            assertThat(OwnFiles.probe(restored).info().value("sigmask")).isEqualTo(String.format("%016x", mask));
            assertThat(OwnFiles.probe(restored).info().flags())
                    .isEqualTo(OwnFiles.probe(original).info().flags());
        }
    }
}
