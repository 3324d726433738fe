package io.crj.engine.memory;

import static io.crj.engine.linux.abi.SyscallNumber.IO_SETUP;
import static io.crj.engine.linux.abi.SyscallNumber.IO_SUBMIT;
import static io.crj.engine.linux.abi.SyscallNumber.MREMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import io.crj.engine.error.EngineException;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.AioRingEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Aio;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Contexts of asynchronous I/O, which are known by the address of their ring; io_setup(2).
 *
 * <p>The ring is dumped as memory: it has the events that nobody has fetched. A context made anew is led to where the
 * kernel's own count of events is that of the ring, by requests that do nothing.
 */
public final class AioRings {

    private static final String PATH = "/[aio] (deleted)";
    /** The kernel makes room for twice what is asked for, and two more. */
    private static final int SPARE = 2;

    private static final int AT_ONCE = 512;

    private AioRings() {}

    static boolean isRing(Mapping mapping) {
        return mapping.path().equals(PATH);
    }

    static boolean isRing(VmaEntry vma) {
        return (vma.getStatus() & VmaStatus.AIO_RING) != 0;
    }

    /** Adds those among the mappings of {@code mm}. */
    public static void dump(MmEntry.Builder mm) {
        for (VmaEntry vma : mm.getVmasList()) {
            if (isRing(vma)) {
                long size = vma.getEnd() - vma.getStart();
                mm.addAios(AioRingEntry.newBuilder()
                        .setId(vma.getStart())
                        .setNrReq((int) ((capacity(size) - SPARE) / 2))
                        .setRingLen((int) size));
            }
        }
    }

    private static long capacity(long ringBytes) {
        return (ringBytes - Aio.RING_BYTES) / Aio.EVENT_BYTES;
    }

    /**
     * Makes the contexts; their rings have been restored as ordinary memory.
     *
     * @param nothing descriptor in the process, of /dev/null
     */
    public static void restore(RemoteProcess process, MmEntry mm, int nothing) {
        for (AioRingEntry ring : mm.getAiosList()) {
            boolean mapped = mm.getVmasList().stream()
                    .anyMatch(vma -> isRing(vma)
                            && vma.getStart() == ring.getId()
                            && vma.getEnd() - vma.getStart() == ring.getRingLen());
            if (!mapped) {
                throw new ImageFormatException("mm", "AIO ring " + Long.toHexString(ring.getId()) + " is not mapped");
            }
            restore(process, ring, nothing);
        }
    }

    private static void restore(RemoteProcess process, AioRingEntry ring, int nothing) {
        ByteBuffer old = process.readBuffer(ring.getId(), ring.getRingLen());
        process.resetScratch();
        long result = process.reserve(Long.BYTES);
        process.check("io_setup for " + ring.getNrReq() + " requests", IO_SETUP, ring.getNrReq(), result);
        long made = process.readBuffer(result, Long.BYTES).getLong(0);
        ByteBuffer fresh = process.readBuffer(made, Aio.RING_BYTES);
        int capacity = fresh.getInt(Aio.RING_NR);
        boolean alike = old.getInt(Aio.RING_MAGIC_AT) == Aio.RING_MAGIC
                && old.getInt(Aio.RING_NR) == capacity
                && capacity(ring.getRingLen()) == capacity;
        if (!alike) {
            throw new EngineException("pid " + process.pid() + " has an AIO context of " + old.getInt(Aio.RING_NR)
                    + " events, this kernel makes it of " + capacity
                    + ": restore it on a host with as many processors as the one it was dumped on");
        }
        refill(process, made, old, capacity, nothing);
        process.check("munmap", MUNMAP, ring.getId(), ring.getRingLen());
        process.check(
                "mremap of an AIO ring",
                MREMAP,
                made,
                ring.getRingLen(),
                ring.getRingLen(),
                Mman.MREMAP_MAYMOVE | Mman.MREMAP_FIXED,
                ring.getId());
    }

    /** The kernel counts on from where the old ring ended, and the events that wait are where they were. */
    private static void refill(RemoteProcess process, long ring, ByteBuffer old, int capacity, int nothing) {
        int head = old.getInt(Aio.RING_HEAD);
        int tail = old.getInt(Aio.RING_TAIL);
        if (head < 0 || head >= capacity || tail < 0 || tail >= capacity) {
            throw new ImageFormatException("pages", "AIO ring with events " + head + " to " + tail + " cannot be");
        }
        submit(process, ring, head, nothing);
        // Fetched, as the kernel sees it: there is room for as many as there was before.
        process.write(
                ring + Aio.RING_HEAD,
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(head)
                        .array());
        submit(process, ring, Math.floorMod(tail - head, capacity), nothing);
        byte[] events = new byte[capacity * Aio.EVENT_BYTES];
        old.get(Aio.RING_BYTES, events);
        process.write(ring + Aio.RING_BYTES, events);
    }

    private static void submit(RemoteProcess process, long ring, int count, int nothing) {
        for (int left = count; left > 0; ) {
            int now = Math.min(left, AT_ONCE);
            process.resetScratch();
            ByteBuffer request = ByteBuffer.allocate(Aio.IOCB_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            request.putShort(Aio.IOCB_LIO_OPCODE, Aio.IOCB_CMD_PWRITE).putInt(Aio.IOCB_FILDES, nothing);
            long address = process.push(request.array());
            ByteBuffer list = ByteBuffer.allocate(now * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < now; i++) {
                list.putLong(address);
            }
            left -= (int) process.check("io_submit", IO_SUBMIT, ring, now, process.push(list.array()));
        }
    }
}
