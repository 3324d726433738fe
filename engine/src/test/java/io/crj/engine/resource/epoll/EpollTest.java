package io.crj.engine.resource.epoll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.EventpollTfdEntry;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.linux.abi.Epoll;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.linux.sys.Syscalls;
import io.crj.engine.testing.OwnFiles;
import org.junit.jupiter.api.Test;

class EpollTest {

    private static final int EPOLLIN = 1;
    private static final int EPOLLET = 1 << 31;
    private static final int EPOLLONESHOT = 1 << 30;

    private static void watch(Fd list, Fd fd, int events, long data) {
        try (NativeBuffer event = NativeBuffer.allocate(Epoll.EPOLL_EVENT_SIZE)) {
            event.putInt(Epoll.EPOLL_EVENT_EVENTS, events).putLong(Epoll.EPOLL_EVENT_DATA, data);
            assertThat(Syscalls.get()
                            .call(
                                    SyscallNumber.EPOLL_CTL,
                                    list.number(),
                                    Epoll.EPOLL_CTL_ADD,
                                    fd.number(),
                                    event.address(),
                                    0,
                                    0))
                    .isZero();
        }
    }

    @Test
    void shouldCarryEveryWatch() {
        try (OwnFiles files = new OwnFiles();
                Fd list = EventCalls.epoll();
                Fd counter = EventCalls.eventfd(0);
                Fd inner = EventCalls.epoll();
                PipeCalls.Ends pipe = PipeCalls.pipe(0)) {
            watch(list, counter, EPOLLIN, 0xfedcba9876543210L);
            watch(list, pipe.reader(), EPOLLIN | EPOLLET, 2);
            watch(list, pipe.writer(), EPOLLONESHOT, 3);
            watch(list, inner, EPOLLIN, 4);
            OwnFiles.check(list);
            FileEntry entry = files.dump(list);
            Fd restored = files.restore(entry);
            files.wire(entry, restored);
            assertThat(Watch.parse(OwnFiles.probe(restored).info()))
                    .hasSize(4)
                    .containsExactlyInAnyOrderElementsOf(
                            Watch.parse(OwnFiles.probe(list).info()));
            assertThat(entry.getEpfd().getTfdList())
                    .extracting(EventpollTfdEntry::getData)
                    .contains(0xfedcba9876543210L);
        }
    }

    @Test
    void shouldRefuseImpossibleWatches() {
        try (OwnFiles files = new OwnFiles();
                Fd list = EventCalls.epoll();
                Fd counter = EventCalls.eventfd(0)) {
            watch(list, counter, EPOLLIN, 1);
            FileEntry entry = files.dump(list);
            FileEntry.Builder twice = entry.toBuilder();
            twice.getEpfdBuilder().addTfd(entry.getEpfd().getTfd(0));
            assertThatThrownBy(() -> files.restore(twice.build()))
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("watches fd " + counter.number() + ", impossible or twice");
            FileEntry.Builder negative = entry.toBuilder();
            negative.getEpfdBuilder().getTfdBuilder(0).setTfd(-1);
            assertThatThrownBy(() -> files.restore(negative.build())).isInstanceOf(ImageFormatException.class);
            FileEntry.Builder closed = entry.toBuilder();
            closed.getEpfdBuilder().getTfdBuilder(0).setTfd(99999);
            Fd restored = files.restore(closed.build());
            files.wire(closed.build(), restored);
            assertThatThrownBy(files::resume)
                    .isInstanceOf(ImageFormatException.class)
                    .hasMessageContaining("watches fd 99999, which no process has that shares the list");
        }
    }
}
