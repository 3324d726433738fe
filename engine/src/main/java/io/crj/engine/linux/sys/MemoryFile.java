package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.PREAD64;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;
import java.nio.ByteBuffer;

/**
 * The memory of another process as a file; proc_pid_mem(5).
 *
 * <p>Reads regardless of protections. Unlike process_vm_readv(2), which pins what it reads, it leaves pages shared that a
 * process has in common with its parent since fork(2).
 */
public final class MemoryFile implements AutoCloseable {

    private final int pid;
    private final Fd file;

    /** Opens the memory that {@code pid} has now, which it may replace by execve(2). */
    public MemoryFile(int pid) {
        this.pid = pid;
        this.file = FileCalls.open("/proc/" + pid + "/mem", Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
    }

    /**
     * Reads consecutive memory.
     *
     * @param into direct; filled from its position, which is moved
     * @return false when part of it is not there, or the process has ended; the position tells how far it came
     */
    public boolean read(long address, ByteBuffer into) {
        int first = into.position();
        while (into.hasRemaining()) {
            long next = address + into.position() - first;
            long done = Syscalls.get()
                    .call(
                            PREAD64,
                            file.number(),
                            NativeBuffer.addressOf(into) + into.position(),
                            into.remaining(),
                            next,
                            0,
                            0);
            if (done == 0 || done == -Errno.EIO || done == -Errno.EFAULT || done == -Errno.ESRCH) {
                return false;
            }
            into.position(into.position()
                    + (int) SyscallException.check(
                            done, "pread of memory", "pid " + pid + " at 0x" + Long.toHexString(next)));
        }
        return true;
    }

    @Override
    public void close() {
        file.close();
    }
}
