package io.crj.engine.trace;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;

/**
 * One seized thread; only usable on the thread that seized it.
 *
 * <pre>
 *   seize ─► stop ─► (save ─► runTo* ─► putBack)* ─► release       a thread of a running program
 *                    (enter ─► call* ─► leave)* ─► release         a thread that ends with us
 * </pre>
 *
 * Between {@code enter} and {@code leave} its registers and signal mask are ours, and {@code call} goes in single steps. If
 * the tracer dies then, the kernel delivers the SIGTRAP of the last step and ends the program. {@code runTo} stops without
 * it, see {@link HealingCalls}.
 */
public final class Tracee {

    private static final int STOPPED = 0x7f;

    private final int tid;
    private final int ownTid;
    private int options;
    private int groupStop;
    private Registers saved;
    private long savedMask;
    private boolean known;
    private boolean entered;
    private boolean ignoresTraps;

    private Tracee(int tid, int ownTid, int options) {
        this.tid = tid;
        this.ownTid = ownTid;
        this.options = options;
    }

    /** Attaches without stopping; ptrace(2) PTRACE_SEIZE. */
    public static Tracee seize(int tid, int options) {
        return seize(tid, tid, options);
    }

    /** @param ownTid its number inside of its own pid namespace */
    public static Tracee seize(int tid, int ownTid, int options) {
        PtraceCalls.request("SEIZE", Ptrace.SEIZE, tid, 0, options);
        return new Tracee(tid, ownTid, options);
    }

    /** A thread the kernel attached by itself when this one made it; waits for its first stop. */
    public Tracee born(int tid, int ownTid) {
        Tracee tracee = new Tracee(tid, ownTid, options);
        tracee.awaitStop();
        return tracee;
    }

    /** Calls it makes for us are no business of seccomp(2); needs CAP_SYS_ADMIN. */
    public void suspendSeccomp() {
        options |= Ptrace.O_SUSPEND_SECCOMP;
        PtraceCalls.request("SETOPTIONS", Ptrace.SETOPTIONS, tid, 0, options);
    }

    public int tid() {
        return tid;
    }

    /** Its number inside of its own pid namespace. */
    public int ownTid() {
        return ownTid;
    }

    /** The signal that had stopped the whole process before we did, 0 if none had. */
    public int groupStop() {
        return groupStop;
    }

    /** Asks for a stop and waits for it. */
    public void stop() {
        interrupt();
        awaitStop();
    }

    /** Asks for a stop; {@link #awaitStop()} waits for it. */
    public void interrupt() {
        PtraceCalls.request("INTERRUPT", Ptrace.INTERRUPT, tid, 0, 0);
    }

    /** Waits until the thread sits in a stop of ours; signals that come first are delivered. */
    public void awaitStop() {
        while (true) {
            int status = PtraceCalls.await(tid);
            if ((status & 0xff) != STOPPED) {
                throw new EngineException(
                        "thread " + tid + " ended while it was being stopped (status " + status + ")");
            }
            int event = status >>> 16;
            int signal = (status >>> 8) & 0xff;
            if (event == Ptrace.EVENT_STOP) {
                groupStop = signal == Signals.SIGTRAP ? 0 : signal;
                return;
            }
            signal = event == 0 ? signal : 0;
            PtraceCalls.request("CONT", Ptrace.CONT, tid, 0, signal);
        }
    }

    /** Lets a call begin again that ended only because the thread was stopped. */
    public void hideStop() {
        Registers registers = registers();
        if (InterruptedWait.hide(registers)) {
            PtraceCalls.setRegisters(tid, Ptrace.NT_PRSTATUS, registers.toBytes());
        }
    }

    public Registers registers() {
        return Registers.of(PtraceCalls.registers(tid, Ptrace.NT_PRSTATUS));
    }

    /** The extended state: x87, SSE, AVX …, in the layout of the XSAVE instruction, not compacted. */
    public byte[] extendedState() {
        return PtraceCalls.registers(tid, Ptrace.NT_X86_XSTATE);
    }

    /** Remembers registers and mask, which are the thread's own. */
    public void save() {
        if (!known) {
            saved = registers();
            savedMask = PtraceCalls.signalMask(tid);
            if (saved.get(Registers.ORIG_AX) < 0) {
                RestartableSequence.abort(tid, saved);
            }
            known = true;
        }
    }

    /** Saves registers and mask, and blocks all signals that would get in the way of remote calls. */
    public void enter() {
        if (entered) {
            return;
        }
        save();
        PtraceCalls.setSignalMask(tid, Signals.MASK_ALL_BUT_TRAP);
        entered = true;
    }

    /** Registers as they were before {@link #save()}. */
    public Registers own() {
        return known ? saved.copy() : registers();
    }

    /** Signal mask as it was before {@link #save()}. */
    public long ownMask() {
        return known ? savedMask : PtraceCalls.signalMask(tid);
    }

    /** What the thread shall have when it is let go. */
    public void become(Registers registers, byte[] extendedState, long mask) {
        PtraceCalls.setRegisters(tid, Ptrace.NT_X86_XSTATE, extendedState);
        saved = registers.copy();
        savedMask = mask;
        known = true;
        entered = true;
    }

    /**
     * Runs until the thread stops at {@code address}: at {@code marker}, a signal that the program does not know, sent by
     * the call before; or, when that is 0, at the entry of this call. What else comes is for the program.
     */
    Registers runTo(long address, int marker) {
        int request = marker == 0 ? Ptrace.SYSCALL : Ptrace.CONT;
        int wanted = marker == 0 ? Signals.SIGTRAP | Ptrace.SYSCALL_STOP : marker;
        int delivered = 0;
        while (true) {
            PtraceCalls.request("CONT", request, tid, 0, delivered);
            int status = PtraceCalls.await(tid);
            if ((status & 0xff) != STOPPED) {
                throw new EngineException("thread " + tid + " ended during a remote call (status " + status + ")");
            }
            int signal = status >>> 8;
            if (signal == wanted) {
                Registers registers = registers();
                if (registers.get(Registers.IP) == address) {
                    return registers;
                }
            }
            // All others are blocked, but SIGSTOP cannot be.
            delivered = signal == Signals.SIGSTOP ? signal : 0;
        }
    }

    /** Gives back what {@link #save()} has found, the mask first: the code of the remote calls leads there as well. */
    void putBack() {
        PtraceCalls.setSignalMask(tid, savedMask);
        PtraceCalls.setRegisters(tid, Ptrace.NT_PRSTATUS, saved.toBytes());
        known = false;
    }

    /** From whichever stop to one that tells nothing. */
    void park() {
        interrupt();
        PtraceCalls.request("CONT", Ptrace.CONT, tid, 0, 0);
        awaitStop();
    }

    /** Executes one system call at {@code gadget}, the address of a {@code syscall} instruction; its raw result. */
    public long call(long gadget, long number, long... arguments) {
        Registers registers = Registers.of(saved.toBytes())
                .set(Registers.AX, number)
                .set(Registers.ORIG_AX, -1)
                .set(Registers.IP, gadget);
        int[] slots = {Registers.DI, Registers.SI, Registers.DX, Registers.R10, Registers.R8, Registers.R9};
        for (int i = 0; i < slots.length; i++) {
            registers.set(slots[i], i < arguments.length ? arguments[i] : 0);
        }
        // An alternate signal stack cannot be changed while the stack pointer lies on it.
        registers.set(Registers.SP, 0);
        PtraceCalls.setRegisters(tid, Ptrace.NT_PRSTATUS, registers.toBytes());
        return ignoresTraps ? cross() : step();
    }

    /** From now on calls go without single steps: the trap of one would give SIGTRAP its default action back. */
    public void ignoreTraps() {
        ignoresTraps = true;
    }

    /** From the entry of a call to its exit. */
    private long cross() {
        int stops = 0;
        while (stops < 2) {
            PtraceCalls.request("SYSCALL", Ptrace.SYSCALL, tid, 0, 0);
            int status = PtraceCalls.await(tid);
            if ((status & 0xff) != STOPPED) {
                throw new EngineException("thread " + tid + " ended during a remote call (status " + status + ")");
            }
            stops += status >>> 16 == 0 ? 1 : 0;
        }
        return registers().get(Registers.AX);
    }

    /** Tid of the thread or process that the last call made, -1 if it made none. */
    public int lastBorn() {
        return lastBorn;
    }

    private int lastBorn = -1;

    private long step() {
        lastBorn = -1;
        while (true) {
            PtraceCalls.request("SINGLESTEP", Ptrace.SINGLESTEP, tid, 0, 0);
            int status = PtraceCalls.await(tid);
            if ((status & 0xff) != STOPPED) {
                throw new EngineException("thread " + tid + " ended during a remote call (status " + status + ")");
            }
            int event = status >>> 16;
            int signal = (status >>> 8) & 0xff;
            if (event == Ptrace.EVENT_FORK || event == Ptrace.EVENT_VFORK || event == Ptrace.EVENT_CLONE) {
                lastBorn = PtraceCalls.eventMessage(tid);
            } else if (event == 0 && signal == Signals.SIGTRAP) {
                return registers().get(Registers.AX);
            } else if (event != Ptrace.EVENT_STOP) {
                throw new EngineException("thread " + tid + " stopped with status 0x" + Integer.toHexString(status)
                        + " during a remote call");
            }
        }
    }

    /** Ends the thread's process as exit_group(2) would; returns when it has. */
    public void exit(long gadget, int code) {
        Registers registers = Registers.of(saved.toBytes())
                .set(Registers.AX, SyscallNumber.EXIT_GROUP)
                .set(Registers.ORIG_AX, -1)
                .set(Registers.DI, code)
                .set(Registers.IP, gadget);
        PtraceCalls.setRegisters(tid, Ptrace.NT_PRSTATUS, registers.toBytes());
        PtraceCalls.request("CONT", Ptrace.CONT, tid, 0, 0);
        PtraceCalls.await(tid);
    }

    /** Ends the thread's process as {@code signal} would, which must have its default action; returns when it has. */
    public void die(int signal) {
        PtraceCalls.setSignalMask(tid, 0);
        ProcessCalls.kill(tid, signal);
        int status = 0;
        do {
            int delivered = status >>> 16 == 0 ? (status >>> 8) & 0xff : 0;
            if (signal != Signals.SIGKILL) {
                PtraceCalls.request("CONT", Ptrace.CONT, tid, 0, delivered);
            }
            status = PtraceCalls.await(tid);
        } while ((status & 0xff) == STOPPED);
    }

    /** Gives registers and mask back and parks the thread. */
    public void leave() {
        if (!entered) {
            return;
        }
        PtraceCalls.setRegisters(tid, Ptrace.NT_PRSTATUS, saved.toBytes());
        PtraceCalls.setSignalMask(tid, savedMask);
        entered = false;
        known = false;
        park();
    }

    /**
     * Takes a pending signal away from a parked thread; others that come first are delivered, as they would be when it runs
     * on. No instruction is executed.
     */
    public void swallow(int signal) {
        int delivered = 0;
        while (delivered != signal) {
            PtraceCalls.request("CONT", Ptrace.CONT, tid, 0, delivered);
            int status = PtraceCalls.await(tid);
            if ((status & 0xff) != STOPPED) {
                throw new EngineException("thread " + tid + " ended while it was let go (status " + status + ")");
            }
            delivered = status >>> 16 == 0 ? (status >>> 8) & 0xff : 0;
        }
    }

    /** Lets a thread that was made by us begin, untraced, with what {@link #become} gave it. */
    public void launch() {
        PtraceCalls.setRegisters(tid, Ptrace.NT_PRSTATUS, saved.toBytes());
        PtraceCalls.setSignalMask(tid, savedMask);
        PtraceCalls.request("DETACH", Ptrace.DETACH, tid, 0, 0);
    }

    /** Lets the thread run on, untraced. */
    public void release() {
        leave();
        PtraceCalls.request("DETACH", Ptrace.DETACH, tid, 0, 0);
    }
}
