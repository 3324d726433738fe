package io.crj.engine.tree;

import static io.crj.engine.linux.abi.SyscallNumber.CLONE3;
import static io.crj.engine.linux.abi.SyscallNumber.MMAP;
import static io.crj.engine.linux.abi.SyscallNumber.MUNMAP;
import static io.crj.engine.linux.abi.SyscallNumber.RT_SIGTIMEDWAIT;
import static io.crj.engine.linux.abi.SyscallNumber.WAIT4;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.VmaEntry;
import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Mman;
import io.crj.engine.linux.abi.Resource;
import io.crj.engine.linux.abi.Sched;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.memory.RangeList;
import io.crj.engine.memory.RangeSet;
import io.crj.engine.trace.Gadget;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * One process of a tree that is being built: with the wanted pid, held, and once settled with nothing in it but the
 * kernel's own pages, at their final place. Only usable on the tracer thread.
 */
public final class Vessel {

    private static final long SCRATCH_OFFSET = 1 << 20;
    private static final long PARKING_OFFSET = 4 << 20;
    private static final long VDSO_OFFSET = 8 << 20;
    private static final long WALL = 0x40000000;
    private static final int TIMESPEC_BYTES = 16;
    private static final long DEAD_PATIENCE_NANOS = 5_000_000_000L;

    static final int ANY_PID = 0;

    private final RemoteProcess process;
    private final EngineLink link;
    private final long hole;
    private final List<Tracee> threads = new ArrayList<>();
    private int stopSignal;
    private boolean foreignVdso;

    /** @param hole free room in all address spaces of the tree, {@link AddressHole} */
    Vessel(RemoteProcess process, EngineLink link, long hole) {
        this.process = process;
        this.link = link;
        this.hole = hole;
        this.threads.add(process.leader());
    }

    /**
     * Makes a process.
     *
     * @param pid its pid inside of its own pid namespace; {@link #ANY_PID} for whichever is free
     * @param flags CLONE_ flags of clone(2)
     * @throws EngineException when the pid is taken
     */
    Vessel fork(int pid, long flags) {
        long ending = (flags & Sched.CLONE_PARENT) == 0 ? Signals.SIGCHLD : 0;
        Tracee child = clone(pid, flags, (int) ending);
        EngineLink own = (flags & Sched.CLONE_FILES) == 0 ? link.copy() : link;
        return new Vessel(process.forked(child), own, hole);
    }

    private Tracee clone(int tid, long flags, int exitSignal) {
        process.resetScratch();
        ByteBuffer wanted =
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, tid);
        long tidAddress = process.push(wanted.array());
        ByteBuffer args = ByteBuffer.allocate(Sched.CLONE_ARGS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        args.putLong(Sched.CLONE_ARGS_FLAGS, flags)
                .putLong(Sched.CLONE_ARGS_EXIT_SIGNAL, exitSignal)
                .putLong(Sched.CLONE_ARGS_SET_TID, tid == ANY_PID ? 0 : tidAddress)
                .putLong(Sched.CLONE_ARGS_SET_TID_SIZE, tid == ANY_PID ? 0 : 1);
        long address = process.push(args.array());
        long deadlineNanos = System.nanoTime() + DEAD_PATIENCE_NANOS;
        long result;
        do {
            result = process.call(CLONE3, address, Sched.CLONE_ARGS_BYTES);
            // A dead process keeps its pid until its parent takes note, which for orphans may take a while.
        } while (result == -Errno.EEXIST && TreeMembers.isDead(tid) && System.nanoTime() - deadlineNanos < 0);
        if (result == -Errno.EEXIST) {
            throw new EngineException("pid " + tid + " is taken on this host" + by(tid)
                    + "; end that, or start the program in a pid namespace of its own, where all are free"
                    + " (unshare --pid --fork --mount-proc)");
        }
        SyscallException.check(result, "clone3 with tid " + tid, "in pid " + process.pid());
        return process.leader().born(process.leader().lastBorn(), tid);
    }

    private static String by(int tid) {
        return TaskStat.ofLiving(tid).map(stat -> " by " + stat.name()).orElse("");
    }

    /**
     * Leaves nothing of the process it was forked from but the vdso and its data, which move where they belong.
     *
     * @param kept what is left besides
     */
    public void settle(List<VmaEntry> mappings, RangeSet kept) {
        link.closeOthers(process);
        List<Mapping> own = Mapping.read(process.pid());
        foreignVdso = !new VdsoMove(process, hole + PARKING_OFFSET).move(own, mappings, hole + VDSO_OFFSET);
        List<Mapping> moved = Mapping.read(process.pid());
        process.useGadget(Gadget.find(process.pid(), moved));
        for (Mapping mapping : moved) {
            if (!mapping.isSpecial()) {
                unmap(mapping, kept);
            }
        }
        long scratch = hole + SCRATCH_OFFSET;
        int flags = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_FIXED_NOREPLACE;
        process.check(
                "mmap", MMAP, scratch, RemoteProcess.SCRATCH_BYTES, Mman.PROT_READ | Mman.PROT_WRITE, flags, -1, 0);
        process.useScratch(scratch);
    }

    /** Whether the vdso of this kernel is not where the image has its own, for that is of another kernel. */
    public boolean hasForeignVdso() {
        return foreignVdso;
    }

    /** The vdso makes room for another kernel's. */
    public void moveVdsoAway() {
        new VdsoMove(process, hole + PARKING_OFFSET).moveAway(Mapping.read(process.pid()), hole + VDSO_OFFSET);
        foreignVdso = true;
    }

    private void unmap(Mapping mapping, RangeSet kept) {
        RangeList rest = kept.outside(mapping.start(), mapping.end());
        for (int i = 0; i < rest.count(); i++) {
            process.check("munmap", MUNMAP, rest.start(i), rest.end(i) - rest.start(i));
        }
    }

    public RemoteProcess process() {
        return process;
    }

    /** The leader first. */
    public List<Tracee> threads() {
        return threads;
    }

    /** Makes room for descriptors: our way back to this JVM moves to a number that none of them has. */
    public void clearDescriptors(SortedSet<Integer> fds) {
        int above = fds.isEmpty() ? 0 : fds.last() + 1;
        if (above < ProcessCalls.limit(process.pid(), Resource.RLIMIT_NOFILE)[0]) {
            link.move(process, above);
            return;
        }
        int gap = above - 1;
        while (fds.contains(gap)) {
            gap--;
        }
        link.move(process, gap);
    }

    /** Closes everything but our way back to this JVM. */
    void closeDescriptors() {
        link.closeOthers(process);
    }

    /** Closes our way back. */
    void closeLink() {
        link.close(process);
    }

    /** A copy of {@code fd} in the process, at the lowest free number. */
    public int give(Fd fd) {
        return link.give(process, fd);
    }

    /** Makes one more thread. */
    public Tracee addThread(int tid) {
        long flags = Sched.CLONE_VM
                | Sched.CLONE_FS
                | Sched.CLONE_FILES
                | Sched.CLONE_SIGHAND
                | Sched.CLONE_THREAD
                | Sched.CLONE_SYSVSEM;
        Tracee thread = clone(tid, flags, 0);
        threads.add(thread);
        return thread;
    }

    /**
     * Takes away what only the engine needed; no more calls.
     *
     * @param mappings those of the image: a program may have unmapped its vdso
     */
    public void clean(List<VmaEntry> mappings) {
        link.close(process);
        process.check("munmap", MUNMAP, hole + SCRATCH_OFFSET, RemoteProcess.SCRATCH_BYTES);
        if (!VdsoMove.isWanted(mappings)) {
            List<Mapping> special = VdsoMove.parts(Mapping.read(process.pid()));
            // The last call goes through the vdso itself: it returns to nowhere, and goes on as the program.
            Stream.concat(
                            special.stream().filter(Mapping::isVvar),
                            special.stream().filter(Mapping::isVdso))
                    .forEach(part -> process.check("munmap", MUNMAP, part.start(), part.sizeBytes()));
        }
    }

    /**
     * The process is to be stopped from its first instruction on.
     *
     * @param signal that does it; 0 if it is to run
     */
    void stopWhenReleased(int signal) {
        stopSignal = signal;
    }

    /** Drops the news of children that ended while the tree was built; sigtimedwait(2). */
    void forgetChildren() {
        process.resetScratch();
        ByteBuffer signals =
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, Signals.bit(Signals.SIGCHLD));
        long set = process.push(signals.array());
        long noTime = process.push(new byte[TIMESPEC_BYTES]);
        while (process.call(RT_SIGTIMEDWAIT, set, 0, noTime, Signals.SIGSET_BYTES) > 0) {
            // One at a time.
        }
    }

    /** Lets all threads run. */
    void release() {
        if (stopSignal != 0) {
            ProcessCalls.kill(process.pid(), stopSignal);
        }
        threads.forEach(Tracee::launch);
        threads.clear();
    }

    /** Ends the process. */
    void destroy() {
        ProcessCalls.kill(process.pid(), Signals.SIGKILL);
        for (int i = threads.size() - 1; i >= 0; i--) {
            PtraceCalls.await(threads.get(i).tid());
        }
        threads.clear();
    }

    /** Takes note of a child's end, so that its pid is free. */
    void reap(int child) {
        process.check("wait4 for " + child, WAIT4, child, 0, WALL, 0);
    }
}
