package io.crj.engine.trace;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.SyscallException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stopped process that executes system calls for us, on any of its threads; only usable on its tracer thread.
 *
 * <p>Needs the address of a {@code syscall} instruction in the process and some scratch memory there.
 */
public final class RemoteProcess implements RemoteTask {

    /** Scratch memory in the process. */
    public static final int SCRATCH_BYTES = 64 << 10;

    /** Of a table of calls: number, six arguments, result. */
    static final int TABLE_ENTRY_BYTES = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RemoteProcess.class);
    private static final int ALIGN = 16;

    private final int pid;
    private final Tracee leader;
    private final CallPath path;
    private long scratch;
    private int used;

    private RemoteProcess(int pid, Tracee leader, CallPath path) {
        this.pid = pid;
        this.leader = leader;
        this.path = path;
    }

    /**
     * A process that ends with us, whatever it is doing.
     *
     * @param gadget address of a {@code syscall} instruction that stays mapped
     */
    public RemoteProcess(int pid, Tracee leader, long gadget) {
        this(pid, leader, new GadgetCalls(leader, gadget));
    }

    /** A program's process, which runs on unharmed if we die; {@link #finish()} it. */
    public static RemoteProcess ofProgram(int pid, Tracee leader, List<Mapping> mappings) {
        CallPath path = HealingCalls.of(pid, leader, mappings).orElseGet(() -> {
            if ((TaskStatus.read(pid).mask("SigIgn") & Signals.bit(Signals.SIGTRAP)) != 0) {
                throw new EngineException(
                        "pid " + pid
                                + " ignores SIGTRAP and has no room for code in its vdso or libraries: let the signal have its default");
            }
            LOG.warn(
                    "pid {} has no room for code in its vdso or libraries: it would not survive the end of this process",
                    pid);
            return new GadgetCalls(leader, Gadget.find(pid, mappings));
        });
        return new RemoteProcess(pid, leader, path);
    }

    /** A process that this one has just made: it has the same memory, so far. */
    public RemoteProcess forked(Tracee child) {
        RemoteProcess process = new RemoteProcess(child.tid(), child, gadget());
        process.useScratch(scratch);
        return process;
    }

    /** No more calls: all threads are parked with what is their own. */
    public void finish() {
        try {
            if (scratch != 0) {
                unmapScratch();
            }
        } finally {
            path.close();
        }
    }

    /** Ends the process as exit_group(2) would. */
    public void exit(int code) {
        leader.enter();
        leader.exit(gadget(), code);
    }

    private GadgetCalls steps() {
        if (path instanceof GadgetCalls steps) {
            return steps;
        }
        throw new EngineException("pid " + pid + " is a program's: it executes no code of a vessel");
    }

    /** Address of the {@code syscall} instruction that calls of a vessel go through. */
    public long gadget() {
        return steps().gadget();
    }

    /** From now on calls of a vessel go through another {@code syscall} instruction. */
    public void useGadget(long address) {
        steps().use(address);
    }

    /** Where {@link #push} writes. */
    public long scratch() {
        return scratch;
    }

    /** From now on {@link #push} writes there; {@value #SCRATCH_BYTES} bytes, readable and writable. */
    public void useScratch(long address) {
        scratch = address;
        used = 0;
    }

    /** Maps scratch memory somewhere; {@link #finish()} takes it away again. */
    public void mapScratch() {
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS;
        useScratch(check(
                CallPath.Purpose.MAP,
                "mmap of scratch memory",
                MMAP,
                0,
                SCRATCH_BYTES,
                Mman.PROT_READ | Mman.PROT_WRITE,
                flags,
                -1,
                0));
    }

    private void unmapScratch() {
        check(CallPath.Purpose.UNMAP, "munmap of scratch memory", MUNMAP, scratch, SCRATCH_BYTES);
        scratch = 0;
    }

    /** As {@link #check} of a call that makes a descriptor, which {@link #drop} takes away. */
    public int hold(String what, long number, long... arguments) {
        return (int) check(CallPath.Purpose.HOLD, what, number, arguments);
    }

    public void drop(int fd) {
        check(CallPath.Purpose.DROP, "close", CLOSE, fd);
    }

    private long check(CallPath.Purpose purpose, String what, long number, long... arguments) {
        return SyscallException.check(
                path.call(leader, purpose, number, arguments), what, "in pid " + pid + " tid " + leader.tid());
    }

    /** Many calls at once; their results. A failure throws and says which was tried. */
    public List<Long> checkAllOn(Tracee thread, List<RemoteCall> calls) {
        List<Long> results = path.callAll(thread, calls, reserve(calls.size() * TABLE_ENTRY_BYTES));
        for (int i = 0; i < results.size(); i++) {
            SyscallException.check(results.get(i), calls.get(i).name(), "in pid " + pid + " tid " + thread.tid());
        }
        return results;
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
        return path.call(thread, CallPath.Purpose.PLAIN, number, arguments);
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
