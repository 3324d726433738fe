package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLONE3;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE_RANGE;
import static io.crj.engine.linux.abi.SyscallNumber.DUP3;
import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_GETFD;
import static io.crj.engine.linux.abi.SyscallNumber.PIDFD_OPEN;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.trace.Gadget;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with the wanted pid that holds nothing yet but the kernel's own pages, at their final place.
 *
 * <pre>
 *   this JVM ─posix_spawn─► stub ─clone3(set_tid)─► vessel
 *   all of them but the JVM are traced and end with it (PTRACE_O_EXITKILL)
 * </pre>
 *
 * Only usable on the tracer thread.
 */
public final class Vessel {

    private static final int OPTIONS =
            Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACEVFORK | Ptrace.O_TRACECLONE;
    private static final long SCRATCH_OFFSET = 1 << 20;
    private static final long PARKING_OFFSET = 4 << 20;

    private final Tracee stub;
    private final RemoteProcess process;
    private final List<Tracee> threads = new ArrayList<>();
    private final long hole;
    private int engine = -1;

    private Vessel(Tracee stub, Tracee root, long hole) {
        this.stub = stub;
        this.hole = hole;
        this.threads.add(root);
        this.process = new RemoteProcess(root.tid(), root, StubProgram.gadget(hole));
    }

    /**
     * Makes the process.
     *
     * @param mappings of the address space to come; says where there is room, and where the vdso goes
     * @throws EngineException when the pid is taken
     */
    public static Vessel create(int pid, List<VmaEntry> mappings) {
        long hole = AddressHole.find(mappings);
        int stubPid;
        try (Fd program = FileCalls.memfd("crj-stub", 0)) {
            FileCalls.writeFully(program, StubProgram.elf(hole));
            stubPid = ProcessCalls.spawn("/proc/self/fd/" + program.number(), "crj-stub");
        }
        Tracee stub = Tracee.seize(stubPid, OPTIONS);
        try {
            stub.stop();
            RemoteProcess parent = new RemoteProcess(stubPid, stub, StubProgram.gadget(hole));
            parent.mapScratch();
            Vessel vessel = new Vessel(stub, fork(parent, pid), hole);
            vessel.settle(mappings);
            return vessel;
        } catch (RuntimeException e) {
            ProcessCalls.kill(stubPid, Signals.SIGKILL);
            PtraceCalls.await(stubPid);
            throw e;
        }
    }

    private static Tracee fork(RemoteProcess parent, int pid) {
        try {
            return Tracee.born(clone(parent, pid, 0, Signals.SIGCHLD));
        } catch (SyscallException e) {
            if (e.errno() == Errno.EEXIST) {
                throw new EngineException("pid " + pid + " is taken on this host", e);
            }
            throw e;
        }
    }

    private static int clone(RemoteProcess process, int tid, long flags, int exitSignal) {
        process.resetScratch();
        ByteBuffer wanted =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, tid);
        long tidAddress = process.push(wanted.array());
        ByteBuffer args = ByteBuffer.allocate(Sched.CLONE_ARGS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        args.putLong(Sched.CLONE_ARGS_FLAGS, flags)
                .putLong(Sched.CLONE_ARGS_EXIT_SIGNAL, exitSignal)
                .putLong(Sched.CLONE_ARGS_SET_TID, tidAddress)
                .putLong(Sched.CLONE_ARGS_SET_TID_SIZE, 1);
        long address = process.push(args.array());
        process.check("clone3 with tid " + tid, CLONE3, address, Sched.CLONE_ARGS_BYTES);
        return tid;
    }

    /** Leaves nothing of the stub in the new process but the vdso and its data, and moves those where they belong. */
    private void settle(List<VmaEntry> mappings) {
        process.check("close_range", CLOSE_RANGE, 0, 0xffffffffL, 0);
        List<Mapping> own = Mapping.read(process.pid());
        new VdsoMove(process, hole + PARKING_OFFSET).move(own, mappings);
        List<Mapping> moved = Mapping.read(process.pid());
        process.useGadget(Gadget.find(process.pid(), moved));
        for (Mapping mapping : moved) {
            if (!mapping.isSpecial()) {
                process.check("munmap", MUNMAP, mapping.start(), mapping.sizeBytes());
            }
        }
        long scratch = hole + SCRATCH_OFFSET;
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_FIXED_NOREPLACE;
        process.check(
                "mmap", MMAP, scratch, RemoteProcess.SCRATCH_BYTES, Mman.PROT_READ | Mman.PROT_WRITE, flags, -1, 0);
        process.useScratch(scratch);
        engine = (int)
                process.check("pidfd_open", PIDFD_OPEN, ProcessHandle.current().pid(), 0);
    }

    public RemoteProcess process() {
        return process;
    }

    /** The leader first. */
    public List<Tracee> threads() {
        return threads;
    }

    /** Makes room below {@code fds} for descriptors: our way back to this JVM moves above. */
    public void clearDescriptorsBelow(int fds) {
        if (engine < fds) {
            process.check("dup3", DUP3, engine, fds, 0);
            process.check("close", CLOSE, engine);
            engine = fds;
        }
    }

    /** A copy of {@code fd} in the process, at the lowest free number. */
    public int give(Fd fd) {
        return (int) process.check("pidfd_getfd", PIDFD_GETFD, engine, fd.number(), 0);
    }

    /** Makes one more thread. */
    public Tracee addThread(int tid) {
        long flags = Sched.CLONE_VM
                | Sched.CLONE_FS
                | Sched.CLONE_FILES
                | Sched.CLONE_SIGHAND
                | Sched.CLONE_THREAD
                | Sched.CLONE_SYSVSEM;
        Tracee thread = Tracee.born(clone(process, tid, flags, 0));
        threads.add(thread);
        return thread;
    }

    /** Takes away what only the engine needed. */
    public void clean() {
        process.check("close", CLOSE, engine);
        engine = -1;
        process.check("munmap", MUNMAP, hole + SCRATCH_OFFSET, RemoteProcess.SCRATCH_BYTES);
    }

    /** Lets all threads run; the stub ends, the process is an orphan then. */
    public void release() {
        threads.forEach(Tracee::launch);
        threads.clear();
        end(stub.tid());
    }

    /** Ends everything. */
    public void destroy() {
        ProcessCalls.kill(process.pid(), Signals.SIGKILL);
        for (int i = threads.size() - 1; i >= 0; i--) {
            PtraceCalls.await(threads.get(i).tid());
        }
        end(stub.tid());
    }

    private static void end(int stubPid) {
        ProcessCalls.kill(stubPid, Signals.SIGKILL);
        PtraceCalls.await(stubPid);
    }
}
