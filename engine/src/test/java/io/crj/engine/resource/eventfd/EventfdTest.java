package io.crj.engine.resource.eventfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Eventfd;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.testing.OwnFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventfdTest {

    private static Fd counter(int flags, long value) {
        Fd fd = EventCalls.eventfd(flags | Fcntl.O_NONBLOCK);
        if (value != 0) {
            FileCalls.writeFully(
                    fd,
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(value)
                            .array());
        }
        return fd;
    }

    private static long read(Fd fd) {
        return ByteBuffer.wrap(PipeCalls.readFully(fd, 8))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0xffffffffL, 0x100000000L, -2})
    void shouldCarryTheCounter(long value) {
        try (OwnFiles files = new OwnFiles();
                Fd original = counter(0, value)) {
            Fd restored = files.move(original);
            assertThat(read(restored)).isEqualTo(value);
            assertThat(OwnFiles.probe(restored).info().flags())
                    .isEqualTo(OwnFiles.probe(original).info().flags());
        }
    }

    @Test
    void shouldCarryAnEmptyCounter() {
        try (OwnFiles files = new OwnFiles();
                Fd original = counter(0, 0)) {
            FileEntry entry = files.dump(original);
            assertThat(entry.getEfd().getCounter()).isZero();
            assertThat(OwnFiles.probe(files.restore(entry)).info().value("eventfd-count"))
                    .isEqualTo("0");
        }
    }

    @Test
    void shouldStayASemaphore() {
        try (OwnFiles files = new OwnFiles();
                Fd original = counter(Eventfd.EFD_SEMAPHORE, 5)) {
            Fd restored = files.move(original);
            assertThat(read(restored)).isEqualTo(1);
            assertThat(OwnFiles.probe(restored).info().value("eventfd-count")).isEqualTo("4");
            assertThat(OwnFiles.probe(original).info().value("eventfd-count")).isEqualTo("5");
        }
    }

    @Test
    void shouldRefuseAnEntryWithoutACounter() {
        try (OwnFiles files = new OwnFiles()) {
            FileEntry entry =
                    FileEntry.newBuilder().setType(FdType.EVENTFD).setId(3).build();
            assertThatThrownBy(() -> files.restore(entry))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessage("image files.img: open file 3 (EVENTFD) has no part of its type");
        }
    }

    @Test
    void shouldRefuseAPartOfAnotherFileAndACounterThatOverflowed() {
        try (OwnFiles files = new OwnFiles();
                Fd original = counter(0, 5)) {
            FileEntry entry = files.dump(original);
            FileEntry renumbered = entry.toBuilder().setId(9).build();
            assertThatThrownBy(() -> files.restore(renumbered)).isInstanceOf(ImageFormatException.class);
            FileEntry.Builder overflowed = entry.toBuilder();
            overflowed.getEfdBuilder().setCounter(-1);
            assertThatThrownBy(() -> files.restore(overflowed.build()))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("overflowed");
        }
    }
}
