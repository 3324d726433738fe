package io.crj.engine.resource.unixsocket;

import static io.crj.engine.linux.abi.Socket.*;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.Message;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.UnixCalls;
import io.crj.engine.linux.sys.UnixName;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unix sockets of this process, through dump and restore: the originals are closed in between. */
class UnixSocketTest {

    private static final byte[] WORDS = "queued words".getBytes(US_ASCII);
    private static final int SOCK_NONBLOCK_STREAM = SOCK_STREAM | SOCK_NONBLOCK;

    @TempDir
    private Path tmp;

    private UnixName name(String file) {
        return UnixName.of(tmp.resolve(file).toString().getBytes(US_ASCII));
    }

    private static UnixName hidden(String word) {
        return UnixName.of(("\0crj-test-" + OwnFiles.PID + "-" + word).getBytes(US_ASCII));
    }

    private static Fd listener(UnixName name, int type) {
        Fd listener = UnixCalls.socket(type);
        UnixCalls.bind(listener, name);
        SocketCalls.listen(listener, 5);
        return listener;
    }

    private static Fd client(UnixName server, int type) {
        Fd client = UnixCalls.socket(type);
        UnixCalls.connect(client, server);
        return client;
    }

    private static byte[] receive(Fd fd) {
        return SocketCalls.receive(fd, 1 << 20, MSG_DONTWAIT);
    }

    private static Fd[] move(OwnFiles files, Fd... originals) {
        FileEntry[] entries = new FileEntry[originals.length];
        for (int i = 0; i < originals.length; i++) {
            entries[i] = files.dump(originals[i]);
        }
        for (Fd original : originals) {
            original.close();
        }
        files.endDump();
        Fd[] restored = new Fd[originals.length];
        for (int i = 0; i < originals.length; i++) {
            restored[i] = files.restore(entries[i]);
        }
        files.resume();
        return restored;
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM})
    void shouldCarryAPairWithWhatIsQueued(int type) {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair pair = UnixCalls.pair(type)) {
            SocketCalls.send(pair.first(), WORDS, 0);
            SocketCalls.send(pair.first(), new byte[] {7}, 0);
            SocketCalls.setInt(pair.second(), SOL_SOCKET, SO_PASSCRED, 1);
            Fd[] restored = move(files, pair.first(), pair.second());
            assertThat(receive(restored[1])).startsWith(WORDS).hasSize(type == SOCK_STREAM ? 13 : 12);
            if (type != SOCK_STREAM) {
                assertThat(receive(restored[1])).containsExactly(7);
            }
            SocketCalls.send(restored[1], WORDS, 0);
            assertThat(receive(restored[0])).isEqualTo(WORDS);
            assertThat(SocketCalls.getInt(restored[1], SOL_SOCKET, SO_PASSCRED)).isEqualTo(1);
            assertThat(SocketCalls.getInt(restored[0], SOL_SOCKET, SO_PASSCRED)).isZero();
        }
    }

    @Test
    void shouldKeepTheBordersOfDatagramsEmptyOnesIncluded() {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair pair = UnixCalls.pair(SOCK_DGRAM)) {
            byte[] large = new byte[150_000];
            large[149_999] = 9;
            SocketCalls.send(pair.first(), new byte[0], 0);
            SocketCalls.send(pair.first(), large, 0);
            SocketCalls.send(pair.first(), new byte[0], 0);
            SocketCalls.send(pair.first(), WORDS, 0);
            Fd reader = move(files, pair.second(), pair.first())[0];
            assertThat(receive(reader)).isEmpty();
            assertThat(receive(reader)).isEqualTo(large);
            assertThat(receive(reader)).isEmpty();
            assertThat(receive(reader)).isEqualTo(WORDS);
        }
    }

    @Test
    void shouldLeaveTheQueueOfTheOriginalAlone() {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair pair = UnixCalls.pair(SOCK_SEQPACKET)) {
            SocketCalls.send(pair.first(), WORDS, 0);
            SocketCalls.send(pair.first(), new byte[] {1, 2}, 0);
            files.dump(pair.second());
            assertThat(SocketCalls.getInt(pair.second(), SOL_SOCKET, SO_PEEK_OFF))
                    .isEqualTo(-1);
            assertThat(receive(pair.second())).isEqualTo(WORDS);
            assertThat(receive(pair.second())).containsExactly(1, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_SEQPACKET})
    void shouldCarryAListenerAndItsConnectionsWithTheirNames(int type) throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd listener = listener(name("listener"), type);
                Fd client = client(name("listener"), type);
                Fd server = SocketCalls.accept(listener)) {
            Files.setPosixFilePermissions(tmp.resolve("listener"), PosixFilePermissions.fromString("rw-r-----"));
            SocketCalls.send(client, WORDS, 0);
            Fd[] restored = move(files, server, client, listener);
            assertThat(UnixCalls.localName(restored[0])).isEqualTo(name("listener"));
            assertThat(UnixCalls.peerName(restored[1])).contains(name("listener"));
            assertThat(UnixCalls.localName(restored[1])).isEqualTo(UnixName.NONE);
            assertThat(receive(restored[0])).isEqualTo(WORDS);
            assertThat(Files.getPosixFilePermissions(tmp.resolve("listener")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
            assertThat(tmp.toFile().list()).containsExactly("listener");
            try (Fd another = client(name("listener"), type);
                    Fd accepted = SocketCalls.accept(restored[2])) {
                SocketCalls.send(another, WORDS, 0);
                assertThat(receive(accepted)).isEqualTo(WORDS);
            }
        }
    }

    @Test
    void shouldCarryManyConnectionsOfOneListener() {
        try (OwnFiles files = new OwnFiles()) {
            Fd[] originals = new Fd[401];
            originals[400] = listener(name("listener"), SOCK_STREAM);
            for (int i = 0; i < 400; i += 2) {
                originals[i] = client(name("listener"), SOCK_STREAM);
                originals[i + 1] = SocketCalls.accept(originals[400]);
                SocketCalls.send(originals[i], new byte[] {(byte) i}, 0);
            }
            Fd[] restored = move(files, originals);
            for (int i = 0; i < 400; i += 2) {
                assertThat(receive(restored[i + 1])).containsExactly(i & 0xff);
                assertThat(UnixCalls.peerName(restored[i])).contains(name("listener"));
            }
        }
    }

    @Test
    void shouldCarryAbstractNames() {
        try (OwnFiles files = new OwnFiles();
                Fd listener = listener(hidden("server"), SOCK_STREAM);
                Fd client = UnixCalls.socket(SOCK_STREAM)) {
            UnixCalls.bind(client, hidden("client"));
            UnixCalls.connect(client, hidden("server"));
            Fd server = SocketCalls.accept(listener);
            Fd[] restored = move(files, client, listener, server);
            assertThat(UnixCalls.localName(restored[0])).isEqualTo(hidden("client"));
            assertThat(UnixCalls.localName(restored[1])).isEqualTo(hidden("server"));
            assertThat(UnixCalls.localName(restored[2])).isEqualTo(hidden("server"));
            assertThat(UnixCalls.peerName(restored[2])).contains(hidden("client"));
            client(hidden("server"), SOCK_STREAM).close();
        }
    }

    @Test
    void shouldCarryASocketThatTheKernelNamed() {
        try (OwnFiles files = new OwnFiles();
                Fd original = UnixCalls.socket(SOCK_DGRAM)) {
            UnixCalls.bind(original, UnixName.NONE);
            UnixName name = UnixCalls.localName(original);
            assertThat(name.toString()).startsWith("@");
            assertThat(UnixCalls.localName(move(files, original)[0])).isEqualTo(name);
        }
    }

    @Test
    void shouldCarryDatagramsOfNamedAndNamelessSenders() {
        try (OwnFiles files = new OwnFiles();
                Fd server = UnixCalls.socket(SOCK_DGRAM);
                Fd gone = UnixCalls.socket(SOCK_DGRAM);
                Fd client = UnixCalls.socket(SOCK_DGRAM)) {
            UnixCalls.bind(server, name("server"));
            UnixCalls.bind(gone, name("gone"));
            UnixCalls.connect(gone, name("server"));
            SocketCalls.send(gone, WORDS, 0);
            gone.close();
            UnixCalls.connect(client, name("server"));
            SocketCalls.send(client, new byte[] {5}, 0);
            Fd[] restored = move(files, client, server);
            Message first = Message.peek(restored[1]).orElseThrow();
            assertThat(first.bytes()).isEqualTo(WORDS);
            assertThat(first.name()).isEqualTo(name("gone"));
            receive(restored[1]);
            Message second = Message.peek(restored[1]).orElseThrow();
            assertThat(second.bytes()).containsExactly(5);
            assertThat(second.name()).isEqualTo(UnixName.NONE);
            receive(restored[1]);
            SocketCalls.send(restored[0], WORDS, 0);
            assertThat(receive(restored[1])).isEqualTo(WORDS);
        }
    }

    @Test
    void shouldCarryDatagramSocketsConnectedToEachOtherByName() {
        try (OwnFiles files = new OwnFiles();
                Fd one = UnixCalls.socket(SOCK_DGRAM);
                Fd other = UnixCalls.socket(SOCK_DGRAM)) {
            UnixCalls.bind(one, name("one"));
            UnixCalls.bind(other, hidden("other"));
            UnixCalls.connect(one, hidden("other"));
            UnixCalls.connect(other, name("one"));
            SocketCalls.send(one, WORDS, 0);
            Fd[] restored = move(files, one, other);
            assertThat(receive(restored[1])).isEqualTo(WORDS);
            SocketCalls.send(restored[1], WORDS, 0);
            assertThat(receive(restored[0])).isEqualTo(WORDS);
            assertThat(UnixCalls.peerName(restored[0])).contains(hidden("other"));
            assertThat(UnixCalls.peerName(restored[1])).contains(name("one"));
        }
    }

    @Test
    void shouldCarryANameWhoseFileIsGone() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd server = UnixCalls.socket(SOCK_DGRAM);
                Fd client = UnixCalls.socket(SOCK_DGRAM)) {
            UnixCalls.bind(server, name("server"));
            UnixCalls.connect(client, name("server"));
            Files.delete(tmp.resolve("server"));
            Fd[] restored = move(files, client, server);
            assertThat(UnixCalls.localName(restored[1])).isEqualTo(name("server"));
            assertThat(tmp).isEmptyDirectory();
            SocketCalls.send(restored[0], WORDS, 0);
            assertThat(receive(restored[1])).isEqualTo(WORDS);
        }
    }

    @Test
    void shouldCarryARelativeName() {
        UnixName relative = UnixName.of("relative".getBytes(US_ASCII));
        try (OwnFiles files = new OwnFiles();
                Fd listener = UnixCalls.socket(SOCK_STREAM);
                Fd client = UnixCalls.socket(SOCK_STREAM)) {
            new Place("", tmp.toString(), false).bind(listener, relative);
            SocketCalls.listen(listener, 5);
            UnixCalls.connect(client, name("relative"));
            Fd server = SocketCalls.accept(listener);
            Fd[] restored = move(files, listener, client, server);
            assertThat(UnixCalls.localName(restored[0])).isEqualTo(relative);
            assertThat(UnixCalls.localName(restored[2])).isEqualTo(relative);
            client(name("relative"), SOCK_STREAM).close();
        }
    }

    @Test
    void shouldKeepHalvesShut() {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair pair = UnixCalls.pair(SOCK_STREAM)) {
            SocketCalls.send(pair.first(), WORDS, 0);
            SocketCalls.shutdown(pair.first(), SHUT_WR);
            Fd[] restored = move(files, pair.first(), pair.second());
            assertThat(receive(restored[1])).isEqualTo(WORDS);
            assertThat(receive(restored[1])).isEmpty();
            assertThatThrownBy(() -> SocketCalls.send(restored[0], WORDS, MSG_NOSIGNAL))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
            SocketCalls.send(restored[1], WORDS, 0);
            assertThat(receive(restored[0])).isEqualTo(WORDS);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SOCK_STREAM, SOCK_SEQPACKET})
    void shouldCarryAnEndWhosePeerIsClosedWithItsLastWords(int type) {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair pair = UnixCalls.pair(type)) {
            SocketCalls.setInt(pair.first(), SOL_SOCKET, SO_SNDBUF, 54321);
            SocketCalls.send(pair.second(), WORDS, 0);
            pair.second().close();
            int size = SocketCalls.getInt(pair.first(), SOL_SOCKET, SO_SNDBUF);
            Fd restored = move(files, pair.first())[0];
            assertThat(receive(restored)).isEqualTo(WORDS);
            assertThat(receive(restored)).isEmpty();
            assertThat(UnixCalls.peerName(restored)).contains(UnixName.NONE);
            assertThat(SocketCalls.getInt(restored, SOL_SOCKET, SO_SNDBUF)).isEqualTo(size);
        }
    }

    @Test
    void shouldCarryAReset() {
        try (OwnFiles files = new OwnFiles();
                UnixCalls.Pair pair = UnixCalls.pair(SOCK_STREAM)) {
            SocketCalls.send(pair.first(), WORDS, 0);
            pair.second().close();
            Fd restored = move(files, pair.first())[0];
            assertThatThrownBy(() -> receive(restored))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNRESET));
        }
    }

    @Test
    void shouldRememberANamedPeerThatIsClosed() {
        try (OwnFiles files = new OwnFiles();
                Fd listener = listener(name("listener"), SOCK_STREAM);
                Fd client = client(name("listener"), SOCK_STREAM);
                Fd server = UnixCalls.socket(SOCK_DGRAM);
                Fd sender = UnixCalls.socket(SOCK_DGRAM)) {
            SocketCalls.accept(listener).close();
            listener.close();
            UnixCalls.bind(server, hidden("server"));
            UnixCalls.connect(sender, hidden("server"));
            server.close();
            Fd[] restored = move(files, client, sender);
            assertThat(UnixCalls.peerName(restored[0])).contains(name("listener"));
            assertThat(receive(restored[0])).isEmpty();
            assertThat(UnixCalls.peerName(restored[1])).contains(hidden("server"));
            assertThatThrownBy(() -> SocketCalls.send(restored[1], WORDS, 0))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
        }
    }

    @Test
    void shouldCarryAConnectionThatNobodyHasAcceptedYet() {
        try (OwnFiles files = new OwnFiles();
                Fd listener = listener(name("listener"), SOCK_STREAM);
                Fd client = client(name("listener"), SOCK_STREAM)) {
            Fd[] restored = move(files, client, listener);
            try (Fd server = SocketCalls.accept(restored[1])) {
                SocketCalls.send(restored[0], WORDS, 0);
                assertThat(receive(server)).isEqualTo(WORDS);
            }
        }
    }

    @Test
    void shouldCarrySocketsOnTheirOwn() {
        try (OwnFiles files = new OwnFiles();
                Fd fresh = UnixCalls.socket(SOCK_NONBLOCK_STREAM);
                Fd bound = UnixCalls.socket(SOCK_STREAM);
                Fd deaf = UnixCalls.socket(SOCK_DGRAM)) {
            UnixCalls.bind(bound, name("bound"));
            SocketCalls.setInt(deaf, SOL_SOCKET, SO_PEEK_OFF, 3);
            Fd[] restored = move(files, fresh, bound, deaf);
            assertThat(OwnFiles.probe(restored[0]).info().flags() & SOCK_NONBLOCK)
                    .isNotZero();
            assertThat(UnixCalls.peerName(restored[0])).isEqualTo(Optional.empty());
            SocketCalls.listen(restored[1], 1);
            client(name("bound"), SOCK_STREAM).close();
            assertThat(SocketCalls.getInt(restored[2], SOL_SOCKET, SO_PEEK_OFF)).isEqualTo(3);
        }
    }
}
