package io.crj.engine.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.FdType;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.sys.EventCalls;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.PipeCalls;
import io.crj.engine.linux.sys.SocketCalls;
import io.crj.engine.linux.sys.TimerCalls;
import io.crj.engine.testing.OwnFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceCatalogTest {

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;
    private static final int AF_XDP = 44;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_RAW = 3;

    @TempDir
    private Path directory;

    @Test
    void shouldListEveryKindOnce() {
        Set<String> all = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.crj.engine.resource")
                        .stream()
                        .filter(type -> type.isAssignableTo(ResourceKind.class) && !type.isInterface())
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());
        assertThat(ResourceCatalog.kinds())
                .extracting(kind -> kind.getClass().getName())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(all);
        assertThat(ResourceCatalog.kinds()).extracting(ResourceKind::type).doesNotHaveDuplicates();
    }

    @Test
    void shouldClaimEveryOpenFileByExactlyOneKind() {
        try (PipeCalls.Ends pipe = PipeCalls.pipe(0)) {
            expect(FdType.REG, FileCalls.open("/dev/null", 0, 0));
            expect(FdType.REG, FileCalls.open(directory.toString(), 0, 0));
            expect(FdType.REG, FileCalls.open(directory.resolve("f").toString(), Fcntl.O_CREAT, 0600));
            expect(FdType.REG, FileCalls.open("/proc/self/status", 0, 0));
            expect(FdType.PIPE, FileCalls.duplicate(pipe.reader()));
            expect(FdType.EVENTFD, EventCalls.eventfd(0));
            expect(FdType.SIGNALFD, EventCalls.signalfd(0));
            expect(FdType.EVENTPOLL, EventCalls.epoll());
            expect(FdType.TIMERFD, TimerCalls.timerfd(1));
            expect(FdType.MEMFD, FileCalls.memfd("m", 0));
            expect(FdType.INETSK, SocketCalls.socket(AF_INET, SOCK_STREAM, 0));
            expect(FdType.TTY, FileCalls.open("/dev/ptmx", Fcntl.O_RDWR | Fcntl.O_NOCTTY, 0));
            expect(FdType.UNIXSK, SocketCalls.socket(AF_UNIX, SOCK_STREAM, 0));
            expect(FdType.NETLINKSK, SocketCalls.socket(AF_NETLINK, SOCK_RAW, 0));
            expect(FdType.PACKETSK, SocketCalls.socket(AF_PACKET, SOCK_RAW, 0));
        }
    }

    private static void expect(FdType type, Fd file) {
        try (file) {
            FdProbe probe = OwnFiles.probe(file);
            List<ResourceKind> claims = ResourceCatalog.kinds().stream()
                    .filter(kind -> kind.claims(probe))
                    .toList();
            assertThat(claims).as(probe.link()).extracting(ResourceKind::type).containsExactly(type);
            assertThat(ResourceCatalog.claim(probe)).isSameAs(ResourceCatalog.of(type));
        }
    }

    @Test
    void shouldRefuseWhatNoKindClaims() {
        try (Fd file = SocketCalls.socket(AF_XDP, SOCK_RAW, 0)) {
            FdProbe probe = OwnFiles.probe(file);
            assertThatThrownBy(() -> ResourceCatalog.claim(probe))
                    .isInstanceOf(UnsupportedResourceException.class)
                    .hasMessage("pid " + OwnFiles.PID + " fd " + file.number() + " (" + probe.link()
                            + "): an XDP socket is tied to this host and its kernel, and cannot be carried; have the"
                            + " program close it first");
        }
    }
}
