package io.crj.engine.resource.regularfile;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.abi.Socket;
import io.crj.engine.linux.abi.Stat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PathCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.resource.QueuedBytes;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FifoTest {

    private static final byte[] WORDS = "queued".getBytes(US_ASCII);
    private static final int POLLIN = 1;

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void makeFifo() {
        path = directory.resolve("fifo");
        PathCalls.makeNode(path.toString(), Stat.S_IFIFO | 0640, 0);
    }

    private Fd open(int flags) {
        return FileCalls.open(path.toString(), flags, 0);
    }

    private static int flags(Fd fd) {
        return OwnFiles.probe(fd).info().flags() | Fcntl.O_CLOEXEC;
    }

    @Test
    void shouldCarryTheQueueAndBothEnds() {
        try (OwnFiles files = new OwnFiles();
                Fd reader = open(Fcntl.O_RDONLY | Fcntl.O_NONBLOCK);
                Fd writer = open(Fcntl.O_WRONLY)) {
            FileCalls.fcntl(writer, Fcntl.F_SETPIPE_SZ, 1 << 19);
            FileCalls.writeFully(writer, WORDS);
            OwnFiles.check(reader);
            FileEntry[] entries = {files.dump(reader), files.dump(writer)};
            assertThat(QueuedBytes.count(reader)).as("a dump takes nothing").isEqualTo(WORDS.length);
            PipeCalls.readFully(reader, WORDS.length);
            reader.close();
            writer.close();
            files.abort();
            // In any order: opening the end for writing first must not fail for want of a reader.
            Fd newWriter = files.restore(entries[1]);
            Fd newReader = files.restore(entries[0]);
            files.resume();
            assertThat(flags(newReader)).isEqualTo(Fcntl.O_NONBLOCK | Fcntl.O_LARGEFILE | Fcntl.O_CLOEXEC);
            assertThat(flags(newWriter)).isEqualTo(Fcntl.O_WRONLY | Fcntl.O_LARGEFILE | Fcntl.O_CLOEXEC);
            assertThat(QueuedBytes.capacity(newReader)).isEqualTo(1 << 19);
            assertThat(PipeCalls.readFully(newReader, WORDS.length)).isEqualTo(WORDS);
            newWriter.close();
            assertThat(PipeCalls.readFully(newReader, 1)).isEmpty();
        }
    }

    @Test
    void shouldCarryTheQueueOfAFifoThatOnlyAWriterHasOpen() {
        try (OwnFiles files = new OwnFiles();
                Fd reader = open(Fcntl.O_RDONLY | Fcntl.O_NONBLOCK);
                Fd writer = open(Fcntl.O_WRONLY)) {
            FileCalls.writeFully(writer, WORDS);
            reader.close();
            FileEntry entry = files.dump(writer);
            writer.close();
            files.restore(entry);
            files.resume();
            try (Fd later = open(Fcntl.O_RDONLY | Fcntl.O_NONBLOCK)) {
                assertThat(PipeCalls.readFully(later, WORDS.length)).isEqualTo(WORDS);
            }
        }
    }

    /** Else it would be told at once that its writer is gone, over and over. */
    @Test
    void shouldLetAReaderWaitForItsFirstWriter() {
        try (OwnFiles files = new OwnFiles();
                Fd reader = open(Fcntl.O_RDONLY | Fcntl.O_NONBLOCK)) {
            Fd restored = files.move(reader);
            reader.close();
            assertThat(SocketCalls.poll(restored, POLLIN)).isZero();
            open(Fcntl.O_WRONLY).close();
            assertThat(SocketCalls.poll(restored, POLLIN)).isEqualTo(Socket.POLLHUP);
            FileEntry afterwards = files.dump(restored);
            assertThat(afterwards.getFifo().getAwaitsWriter()).isFalse();
        }
    }

    @Test
    void shouldTellAReaderAgainThatItsWriterIsGone() {
        try (OwnFiles files = new OwnFiles();
                Fd reader = open(Fcntl.O_RDONLY | Fcntl.O_NONBLOCK)) {
            open(Fcntl.O_WRONLY).close();
            Fd restored = files.move(reader);
            assertThat(SocketCalls.poll(restored, POLLIN)).isEqualTo(Socket.POLLHUP);
        }
    }

    @Test
    void shouldCarryADeletedFifo() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd both = open(Fcntl.O_RDWR);
                Fd second = open(Fcntl.O_RDONLY)) {
            FileCalls.writeFully(both, WORDS);
            Files.delete(path);
            OwnFiles.check(both);
            FileEntry[] entries = {files.dump(both), files.dump(second)};
            Fd restored = files.restore(entries[0]);
            Fd restoredSecond = files.restore(entries[1]);
            files.resume();
            assertThat(OwnFiles.probe(restored).link()).isEqualTo(path + " (deleted)");
            assertThat(FileCalls.stat(restored).mode())
                    .isEqualTo(FileCalls.stat(both).mode());
            assertThat(FileCalls.stat(restored).isSame(FileCalls.stat(both))).isFalse();
            assertThat(PipeCalls.readFully(restoredSecond, WORDS.length)).isEqualTo(WORDS);
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void shouldRefuseAFifoThatSomebodyElseHasOpen() throws Exception {
        Process tree = new ProcessBuilder("sleep", "60").start();
        try (Fd both = open(Fcntl.O_RDWR)) {
            assertThatThrownBy(() -> OwnFiles.check(OwnFiles.probe(both), Set.of((int) tree.pid())))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("process " + OwnFiles.PID + " outside the tree has this fifo open too");
        } finally {
            tree.destroyForcibly().waitFor();
        }
    }

    @Test
    void shouldRefuseEntriesThatCannotBe() throws Exception {
        try (OwnFiles files = new OwnFiles();
                Fd both = open(Fcntl.O_RDWR)) {
            FileEntry entry = files.dump(both);
            FileEntry.Builder damaged = entry.toBuilder();
            damaged.getFifoBuilder().setRegfId(4711);
            assertThatThrownBy(() -> files.restore(damaged.build()))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("has no file 4711 for its name");
            Files.delete(path);
            Files.writeString(path, "");
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("is of type 0100000 here");
            assertThat(path).isEmptyFile();
        }
    }
}
