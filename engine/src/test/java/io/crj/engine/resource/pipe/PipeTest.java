package io.crj.engine.resource.pipe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.ImageBuilder;
import io.crj.engine.image.ImageKind;
import io.crj.engine.image.ImageSet;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.PipeDataEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.resource.QueuedBytes;
import io.crj.engine.testing.OwnFiles;
import io.crj.engine.testing.Stranger;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PipeTest {

    /** A descriptor of the stranger. */
    private static final int PIPE_OUTSIDE = 9;

    private static final byte[] WORDS = "queued words".getBytes(US_ASCII);

    private static int flags(Fd fd) {
        return OwnFiles.probe(fd).info().flags();
    }

    @Test
    void shouldCarryBothEndsAndWhatIsQueued() {
        try (OwnFiles files = new OwnFiles();
                PipeCalls.Ends pipe = PipeCalls.pipe(Fcntl.O_NONBLOCK)) {
            FileCalls.writeFully(pipe.writer(), WORDS);
            FileEntry reader = files.dump(pipe.reader());
            FileEntry writer = files.dump(pipe.writer());
            Fd restoredReader = files.restore(reader);
            Fd restoredWriter = files.restore(writer);
            files.resume();
            assertThat(flags(restoredReader)).isEqualTo(flags(pipe.reader()));
            assertThat(flags(restoredWriter)).isEqualTo(flags(pipe.writer()));
            assertThat(PipeCalls.readFully(restoredReader, WORDS.length)).isEqualTo(WORDS);
            FileCalls.writeFully(restoredWriter, WORDS);
            assertThat(QueuedBytes.count(restoredReader)).isEqualTo(WORDS.length);
            // The dump took nothing out.
            assertThat(PipeCalls.readFully(pipe.reader(), WORDS.length)).isEqualTo(WORDS);
        }
    }

    @Test
    void shouldCarryAFullPipeOfAnotherCapacity() {
        try (OwnFiles files = new OwnFiles();
                PipeCalls.Ends pipe = PipeCalls.pipe(Fcntl.O_NONBLOCK)) {
            FileCalls.fcntl(pipe.reader(), Fcntl.F_SETPIPE_SZ, 1 << 19);
            byte[] bytes = new byte[1 << 19];
            new Random(5).nextBytes(bytes);
            FileCalls.writeFully(pipe.writer(), bytes);
            Fd restored = files.move(pipe.reader());
            assertThat(QueuedBytes.capacity(restored)).isEqualTo(1 << 19);
            assertThat(PipeCalls.readFully(restored, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void shouldCarryAPipeWhoseEverySlotHoldsLittle() {
        try (OwnFiles files = new OwnFiles();
                PipeCalls.Ends pipe = PipeCalls.pipe(Fcntl.O_NONBLOCK);
                PipeCalls.Ends source = PipeCalls.pipe(0)) {
            // What tee(2) adds is never merged: one byte a slot.
            FileCalls.writeFully(source.writer(), new byte[] {'x'});
            for (int i = 0; i < 16; i++) {
                assertThat(PipeCalls.tee(source.reader(), pipe.writer(), 1)).isEqualTo(1);
            }
            assertThat(PipeCalls.tee(source.reader(), pipe.writer(), 1)).isZero();
            assertThat(PipeCalls.readFully(files.move(pipe.reader()), 16))
                    .isEqualTo("x".repeat(16).getBytes(US_ASCII));
        }
    }

    @Test
    void shouldKeepTheEndOfTheStream() {
        try (OwnFiles files = new OwnFiles();
                PipeCalls.Ends pipe = PipeCalls.pipe(0)) {
            FileCalls.writeFully(pipe.writer(), WORDS);
            pipe.writer().close();
            Fd restored = files.move(pipe.reader());
            assertThat(PipeCalls.readFully(restored, WORDS.length + 1)).isEqualTo(WORDS);
        }
    }

    @Test
    void shouldKeepAPipeWithoutReadersBroken() {
        try (OwnFiles files = new OwnFiles();
                PipeCalls.Ends pipe = PipeCalls.pipe(0)) {
            pipe.reader().close();
            Fd restored = files.move(pipe.writer());
            assertThatThrownBy(() -> FileCalls.writeFully(restored, WORDS))
                    .isInstanceOfSatisfying(
                            SyscallException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE));
        }
    }

    @Test
    void shouldCarrySeveralOpenFilesOfOneEnd() {
        try (OwnFiles files = new OwnFiles();
                PipeCalls.Ends pipe = PipeCalls.pipe(0);
                Fd second = FileCalls.reopen(pipe.writer(), Fcntl.O_WRONLY | Fcntl.O_NONBLOCK);
                Fd both = FileCalls.reopen(pipe.reader(), Fcntl.O_RDWR)) {
            FileEntry[] entries = {
                files.dump(both), files.dump(second), files.dump(pipe.writer()), files.dump(pipe.reader())
            };
            Fd restoredBoth = files.restore(entries[0]);
            Fd restoredSecond = files.restore(entries[1]);
            Fd restoredWriter = files.restore(entries[2]);
            Fd restoredReader = files.restore(entries[3]);
            files.resume();
            assertThat(flags(restoredBoth)).isEqualTo(flags(both));
            assertThat(flags(restoredSecond)).isEqualTo(flags(second));
            assertThat(flags(restoredWriter)).isEqualTo(flags(pipe.writer()));
            FileCalls.writeFully(restoredBoth, WORDS);
            assertThat(PipeCalls.readFully(restoredReader, WORDS.length)).isEqualTo(WORDS);
        }
    }

    @Test
    void shouldRefuseAPipeHeldOutsideTheTree() throws Exception {
        String holder = "import os, time; os.dup2(os.pipe()[1], %d); print(os.getpid(), flush=True); time.sleep(60)";
        try (Stranger outside = Stranger.start("python3", "-c", holder.formatted(PIPE_OUTSIDE));
                Fd process = FileCalls.pidfdOpen(outside.pid());
                Fd end = FileCalls.pidfdGetfd(process, PIPE_OUTSIDE)) {
            assertThatThrownBy(() -> OwnFiles.check(end))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessageContaining("process " + outside.pid() + " outside the tree")
                    .hasMessageContaining("fd " + end.number() + " (pipe:[");
            assertThatCode(() -> OwnFiles.check(OwnFiles.probe(end), Set.of(OwnFiles.PID, outside.pid())))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void shouldRefuseImpossibleQueues() {
        try (PipeCalls.Ends pipe = PipeCalls.pipe(0)) {
            refuse(pipe, 65536, new byte[65537], "more than its 65536");
            refuse(pipe, -1, WORDS, "has a capacity of 4294967295 bytes");
            refuse(pipe, Integer.MAX_VALUE, WORDS, "has a capacity of");
        }
    }

    private static void refuse(PipeCalls.Ends pipe, int capacity, byte[] bytes, String why) {
        try (OwnFiles files = new OwnFiles()) {
            FileEntry entry = files.dump(pipe.reader());
            ImageBuilder image = new ImageBuilder();
            PipeDataEntry data = PipeDataEntry.newBuilder()
                    .setPipeId(entry.getPipe().getPipeId())
                    .setBytes(bytes.length)
                    .setSize(capacity)
                    .build();
            image.add(ImageKind.PIPES_DATA, 0, data, bytes);
            files.withImage(ImageSet.of(image.files()));
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining(why);
        }
    }
}
