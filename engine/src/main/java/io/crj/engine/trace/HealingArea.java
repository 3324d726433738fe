package io.crj.engine.trace;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Fcntl;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Unused bytes at the end of a process's vdso, or, when it has none, of its program or a library: executable memory that is
 * there without a system call. They are written through proc_pid_mem(5) into a copy of the page that only this process has, and are zero again afterwards; what a
 * dead engine has left there is known by its first bytes and harms nobody.
 */
final class HealingArea implements AutoCloseable {

    private static final long MAGIC = 0x6c6165682d6a7263L; // "crj-heal"
    private static final int SLOTS = 2;
    private static final int BYTES = Long.BYTES + SLOTS * HealingCode.MAX_BYTES;

    private final Fd memory;
    private final long address;
    private boolean written;

    private HealingArea(Fd memory, long address) {
        this.memory = memory;
        this.address = address;
    }

    /** Of a process traced by the calling thread; empty when there is no room, or it cannot be written. */
    static Optional<HealingArea> open(int pid, List<Mapping> mappings) {
        Fd memory = FileCalls.open("/proc/" + pid + "/mem", Fcntl.O_RDWR | Fcntl.O_CLOEXEC, 0);
        Optional<HealingArea> free = Gadget.code(mappings)
                .filter(mapping -> mapping.sizeBytes() > BYTES)
                .map(mapping -> new HealingArea(memory, mapping.end() - BYTES))
                .filter(area -> area.isFree() && area.mark())
                .findFirst();
        if (free.isEmpty()) {
            memory.close();
        }
        return free;
    }

    private boolean isFree() {
        ByteBuffer bytes = ByteBuffer.wrap(read()).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < BYTES) {
            return false;
        }
        if (bytes.getLong(0) == MAGIC) {
            return true;
        }
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Less when a file ends before its mapping does. */
    private byte[] read() {
        try {
            return FileCalls.pread(memory, address, BYTES);
        } catch (SyscallException e) {
            return new byte[0];
        }
    }

    private boolean mark() {
        byte[] magic = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(0, MAGIC)
                .array();
        try {
            FileCalls.pwriteFully(memory, address, magic);
            written = true;
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Address of the code of one of two threads, which nobody executes now. */
    long write(int slot, byte[] code) {
        long at = address + Long.BYTES + (long) slot * HealingCode.MAX_BYTES;
        FileCalls.pwriteFully(memory, at, code);
        return at;
    }

    /** When nobody executes anything there any more. */
    @Override
    public void close() {
        try {
            if (written) {
                FileCalls.pwriteFully(memory, address, new byte[BYTES]);
            }
        } finally {
            memory.close();
        }
    }
}
