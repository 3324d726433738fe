package io.crj.engine.linux.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares every constant of the classes about files with what the C compiler makes of the headers. */
class FileHeadersTest {

    private static final String INCLUDES = """
            #define _GNU_SOURCE
            #include <stddef.h>
            #include <stdio.h>
            #include <fcntl.h>
            #include <signal.h>
            #include <unistd.h>
            #include <sys/epoll.h>
            #include <sys/eventfd.h>
            #include <sys/fanotify.h>
            #include <sys/file.h>
            #include <sys/inotify.h>
            #include <sys/ioctl.h>
            #include <sys/mman.h>
            #include <sys/signalfd.h>
            #include <sys/stat.h>
            #include <sys/timerfd.h>
            #include <linux/kcmp.h>
            #include <linux/magic.h>
            #include <linux/types.h>
            #ifndef TFD_IOC_SET_TICKS
            #define TFD_IOC_SET_TICKS _IOW('T', 0, __u64)
            #endif
            #ifndef EPIOCSPARAMS
            #define EPIOCSPARAMS _IOW(0x8A, 1, __u64)
            #define EPIOCGPARAMS _IOR(0x8A, 2, __u64)
            #endif
            #ifndef INOTIFY_IOC_SETNEXTWD
            #define INOTIFY_IOC_SETNEXTWD _IOW('I', 0, __s32)
            #endif
            #ifndef F_SEAL_EXEC
            #define F_SEAL_EXEC 0x0020
            #endif
            """;

    /** Names of ours, and values that the C library hides. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("O_LARGEFILE", "0100000"),
            Map.entry("PERMISSIONS", "S_ISUID | S_ISGID | S_ISVTX | S_IRWXU | S_IRWXG | S_IRWXO"),
            Map.entry("HUGETLBFS_MAGIC", "(int)HUGETLBFS_MAGIC"),
            Map.entry("TFD_IOC_SET_TICKS", "(int)TFD_IOC_SET_TICKS"),
            Map.entry("EPOLL_EVENT_SIZE", "sizeof(struct epoll_event)"),
            Map.entry("EPOLL_EVENT_EVENTS", "offsetof(struct epoll_event, events)"),
            Map.entry("EPOLL_EVENT_DATA", "offsetof(struct epoll_event, data)"),
            Map.entry("EPOLL_SLOT_SIZE", "sizeof(struct kcmp_epoll_slot)"),
            Map.entry("EPOLL_SLOT_EFD", "offsetof(struct kcmp_epoll_slot, efd)"),
            Map.entry("EPOLL_SLOT_TFD", "offsetof(struct kcmp_epoll_slot, tfd)"),
            Map.entry("EPOLL_SLOT_TOFF", "offsetof(struct kcmp_epoll_slot, toff)"),
            Map.entry("F_GETOWNER_UIDS", "17"),
            Map.entry("HANDLE_HEAD_SIZE", "sizeof(struct file_handle)"),
            Map.entry("STATX_BYTES", "sizeof(struct statx)"),
            Map.entry("STATX_MASK_OFFSET", "offsetof(struct statx, stx_mask)"),
            Map.entry("STATX_BTIME_OFFSET", "offsetof(struct statx, stx_btime)"),
            Map.entry("STATX_MTIME_OFFSET", "offsetof(struct statx, stx_mtime)"),
            Map.entry("HANDLE_BYTES", "offsetof(struct file_handle, handle_bytes)"),
            Map.entry("HANDLE_TYPE", "offsetof(struct file_handle, handle_type)"),
            Map.entry("IN_ONESHOT", "(int)IN_ONESHOT"),
            Map.entry("PERMISSION_EVENTS", "FAN_OPEN_PERM | FAN_ACCESS_PERM | FAN_OPEN_EXEC_PERM | 0x100000"),
            Map.entry("FLOCK_SIZE", "sizeof(struct flock)"),
            Map.entry("FLOCK_TYPE", "offsetof(struct flock, l_type)"),
            Map.entry("FLOCK_START", "offsetof(struct flock, l_start)"),
            Map.entry("FLOCK_LEN", "offsetof(struct flock, l_len)"),
            Map.entry("FLOCK_PID", "offsetof(struct flock, l_pid)"),
            Map.entry("OWNER_SIZE", "sizeof(struct f_owner_ex)"),
            Map.entry("OWNER_TYPE", "offsetof(struct f_owner_ex, type)"),
            Map.entry("OWNER_PID", "offsetof(struct f_owner_ex, pid)"),
            Map.entry("SIGSET_SIZE", "(SIGRTMAX) / 8"),
            Map.entry("ITIMERSPEC_SIZE", "sizeof(struct itimerspec)"),
            Map.entry("IT_INTERVAL_SEC", "offsetof(struct itimerspec, it_interval.tv_sec)"),
            Map.entry("IT_INTERVAL_NSEC", "offsetof(struct itimerspec, it_interval.tv_nsec)"),
            Map.entry("IT_VALUE_SEC", "offsetof(struct itimerspec, it_value.tv_sec)"),
            Map.entry("IT_VALUE_NSEC", "offsetof(struct itimerspec, it_value.tv_nsec)"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            classes = {
                Fcntl.class,
                Stat.class,
                Epoll.class,
                Kcmp.class,
                Timerfd.class,
                Eventfd.class,
                Signalfd.class,
                Inotify.class,
                Fanotify.class,
                Memfd.class
            })
    void shouldAgreeWithTheHeaders(Class<?> constants) throws Exception {
        HeaderConstants.compare(directory, constants, INCLUDES, name -> EXPRESSIONS.getOrDefault(name, name));
    }

    @Test
    void shouldTakeDeviceNumbersApart() {
        // makedev(0xabc, 0x12345)
        long device = 0x123abc45L;
        assertThat(Stat.major(device)).isEqualTo(0xabc);
        assertThat(Stat.minor(device)).isEqualTo(0x12345);
        assertThat(Stat.kernelDevice(device)).isEqualTo(0xabc12345L);
        assertThat(Stat.kernelDevice(0xfe00)).isEqualTo(0xfe00000);
    }
}
