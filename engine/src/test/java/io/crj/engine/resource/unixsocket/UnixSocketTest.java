package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.AF_UNIX;
import static io.crj.engine.linux.abi.Socket.SOCK_STREAM;
import static io.crj.engine.linux.abi.Socket.SOL_SOCKET;
import static io.crj.engine.linux.abi.Socket.SO_SNDBUF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.testing.OwnFiles;
import org.junit.jupiter.api.Test;

class UnixSocketTest {

    @Test
    void shouldCarryAPairEndWhosePeerIsClosed() {
        try (OwnFiles files = new OwnFiles();
                Fd original = SocketCalls.abandonedPairEnd(AF_UNIX, SOCK_STREAM)) {
            SocketCalls.setInt(original, SOL_SOCKET, SO_SNDBUF, 54321);
            Fd restored = files.move(original);
            assertThat(SocketCalls.receive(restored, 10, 0)).isEmpty();
            assertThat(SocketCalls.hasPeer(restored)).isTrue();
            assertThat(SocketCalls.hasName(restored)).isFalse();
            assertThat(SocketCalls.getInt(restored, SOL_SOCKET, SO_SNDBUF))
                    .isEqualTo(SocketCalls.getInt(original, SOL_SOCKET, SO_SNDBUF));
            assertThat(OwnFiles.probe(restored).info().flags())
                    .isEqualTo(OwnFiles.probe(original).info().flags());
        }
    }

    @Test
    void shouldRefuseASocketThatIsInUse() {
        try (OwnFiles files = new OwnFiles();
                Fd unconnected = SocketCalls.socket(AF_UNIX, SOCK_STREAM, 0)) {
            assertThatThrownBy(() -> files.check(unconnected))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("fd " + unconnected.number());
        }
    }

    @Test
    void shouldRefuseAnImageOfASocketInUse() {
        try (OwnFiles files = new OwnFiles();
                Fd original = SocketCalls.abandonedPairEnd(AF_UNIX, SOCK_STREAM)) {
            FileEntry entry = files.dump(original);
            FileEntry connected = entry.toBuilder()
                    .setUsk(entry.getUsk().toBuilder().setPeer(77))
                    .build();
            assertThatThrownBy(() -> files.restore(connected)).isInstanceOf(ImageFormatException.class);
        }
    }
}
