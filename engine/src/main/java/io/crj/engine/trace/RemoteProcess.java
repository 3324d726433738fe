package io.crj.engine.trace;

import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A stopped process that executes system calls for us, on any of its threads; only usable on its tracer thread.
 *
 * <p>Needs the address of a {@code syscall} instruction in the process and some scratch memory there.
 */
public final class RemoteProcess implements RemoteTask {

    /** Scratch memory in the process. */
    public static final int SCRATCH_BYTES = 64 << 10;

    private static final int ALIGN = 16;

    private final int pid;
    private final Tracee leader;
    private long gadget;
    private long scratch;
    private int used;

    /** @param gadget address of a {@code syscall} instruction that stays mapped */
    public RemoteProcess(int pid, Tracee leader, long gadget) {
        this.pid = pid;
        this.leader = leader;
        this.gadget = gadget;
    }

    /** A process that this one has just made: it has the same memory, so far. */
    public RemoteProcess forked(Tracee child) {
        RemoteProcess process = new RemoteProcess(child.tid(), child, gadget);
        process.useScratch(scratch);
        return process;
    }

    /** Ends the process as exit_group(2) would. */
    public void exit(int code) {
        leader.enter();
        leader.exit(gadget, code);
    }

    /** Address of the {@code syscall} instruction that calls go through. */
    public long gadget() {
        return gadget;
    }

    /** From now on calls go through another {@code syscall} instruction. */
    public void useGadget(long address) {
        gadget = address;
    }

    /** From now on {@link #push} writes there; {@value #SCRATCH_BYTES} bytes, readable and writable. */
    public void useScratch(long address) {
        scratch = address;
        used = 0;
    }

    /** Maps scratch memory somewhere; {@link #unmapScratch()} takes it away again. */
    public void mapScratch() {
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS;
        useScratch(check(
                "mmap of scratch memory", MMAP, 0, SCRATCH_BYTES, Mman.PROT_READ | Mman.PROT_WRITE, flags, -1, 0));
    }

    public void unmapScratch() {
        check("munmap of scratch memory", MUNMAP, scratch, SCRATCH_BYTES);
        scratch = 0;
    }

    @Override
    public int pid() {
        return pid;
    }

    /** Its pid inside of its own pid namespace, which is the one that images have. */
    public int ownPid() {
        return leader.ownTid();
    }

    public Tracee leader() {
        return leader;
    }

    @Override
    public long call(long number, long... arguments) {
        return callOn(leader, number, arguments);
    }

    /** The same on another thread of the process. */
    public long callOn(Tracee thread, long number, long... arguments) {
        thread.enter();
        return thread.call(gadget, number, arguments);
    }

    /** As {@link #call}; a failure throws and says {@code what} was tried. */
    public long check(String what, long number, long... arguments) {
        return checkOn(leader, what, number, arguments);
    }

    /** As {@link #callOn}; a failure throws and says {@code what} was tried. */
    public long checkOn(Tracee thread, String what, long number, long... arguments) {
        return SyscallException.check(
                callOn(thread, number, arguments), what, "in pid " + pid + " tid " + thread.tid());
    }

    @Override
    public long push(byte[] bytes) {
        if (scratch == 0 || used + bytes.length > SCRATCH_BYTES) {
            throw new EngineException("no room for " + bytes.length + " bytes of arguments in pid " + pid);
        }
        long address = scratch + used;
        used += (bytes.length + ALIGN - 1) & -ALIGN;
        write(address, bytes);
        return address;
    }

    /** Room for a result. */
    public long reserve(int sizeBytes) {
        return push(new byte[sizeBytes]);
    }

    /** Writes anywhere writable. */
    public void write(long address, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        if (!ProcessCalls.writeMemory(pid, address, buffer)) {
            throw new EngineException("cannot write memory of pid " + pid + " at 0x" + Long.toHexString(address));
        }
    }

    @Override
    public byte[] read(long address, int lengthBytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(lengthBytes);
        if (!ProcessCalls.readMemory(pid, address, buffer)) {
            throw new EngineException("cannot read memory of pid " + pid + " at 0x" + Long.toHexString(address));
        }
        byte[] bytes = new byte[lengthBytes];
        buffer.flip().get(bytes);
        return bytes;
    }

    /** {@link #read}, in the machine's byte order. */
    public ByteBuffer readBuffer(long address, int lengthBytes) {
        return ByteBuffer.wrap(read(address, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void resetScratch() {
        used = 0;
    }
}
