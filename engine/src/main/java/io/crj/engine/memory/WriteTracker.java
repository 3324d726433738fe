package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.IOCTL;
import static io.crj.engine.linux.abi.SyscallNumber.USERFAULTFD;

import io.crj.engine.linux.abi.Userfaultfd;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.Syscalls;
import io.crj.engine.trace.RemoteProcess;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets the kernel remember which pages of a process are written to: userfaultfd(2) with WP_ASYNC.
 *
 * <p>The userfaultfd is made inside the process and taken out; closing it ends the tracking.
 */
final class WriteTracker implements AutoCloseable {

    private static final int O_CLOEXEC = 02000000;

    private final Fd userfaultfd;
    /** End of each tracked mapping by its start. */
    private final Map<Long, Long> tracked = new HashMap<>();

    private WriteTracker(Fd userfaultfd) {
        this.userfaultfd = userfaultfd;
    }

    /** Begins tracking in a stopped process; nothing is tracked yet. */
    static WriteTracker create(RemoteProcess process) {
        int remote = process.hold("userfaultfd", USERFAULTFD, O_CLOEXEC | Userfaultfd.UFFD_USER_MODE_ONLY);
        Fd fd;
        try (Fd pidfd = FileCalls.pidfdOpen(process.pid())) {
            fd = FileCalls.pidfdGetfd(pidfd, remote);
        } finally {
            process.drop(remote);
        }
        try (NativeBuffer api = NativeBuffer.allocate(Userfaultfd.API_BYTES)) {
            api.putLong(0, Userfaultfd.UFFD_API)
                    .putLong(
                            Long.BYTES,
                            Userfaultfd.FEATURE_WP_ASYNC
                                    | Userfaultfd.FEATURE_PAGEFAULT_FLAG_WP
                                    | Userfaultfd.FEATURE_WP_HUGETLBFS_SHMEM);
            FileCalls.ioctl(fd, Userfaultfd.UFFDIO_API, api.address());
            return new WriteTracker(fd);
        } catch (RuntimeException e) {
            fd.close();
            throw e;
        }
    }

    /**
     * Tracks a mapping from now on.
     *
     * @return whether it is tracked; not so when the program uses userfaultfd there itself
     */
    boolean track(Mapping mapping) {
        if (isTracked(mapping)) {
            return true;
        }
        try (NativeBuffer register = NativeBuffer.allocate(Userfaultfd.REGISTER_BYTES)) {
            register.putLong(0, mapping.start())
                    .putLong(8, mapping.sizeBytes())
                    .putLong(16, Userfaultfd.REGISTER_MODE_WP);
            long result = Syscalls.get()
                    .call(IOCTL, userfaultfd.number(), Userfaultfd.UFFDIO_REGISTER, register.address(), 0, 0, 0);
            if (result < 0) {
                tracked.remove(mapping.start());
                return false;
            }
            tracked.put(mapping.start(), mapping.end());
            return true;
        }
    }

    /** Whether the whole mapping has been tracked since an earlier {@link #track}. */
    boolean isTracked(Mapping mapping) {
        Long end = tracked.get(mapping.start());
        return end != null && end == mapping.end() && mapping.has("uw");
    }

    @Override
    public void close() {
        userfaultfd.close();
    }
}
