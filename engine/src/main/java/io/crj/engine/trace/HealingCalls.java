package io.crj.engine.trace;

import io.crj.engine.error.EngineException;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls through {@link HealingCode}: a thread that loses its tracer at any instruction of it goes on with its own life.
 *
 * <p>No thread is ever in a stop whose signal would harm it: it stops at a signal that its program ignores, or, when there
 * is none, at the entries and exits of its calls (PTRACE_O_TRACESYSGOOD), which is slower. One thread beside the leader, who
 * owns the scratch memory, makes calls at a time.
 */
final class HealingCalls implements CallPath {

    private static final int LEADER = 0;
    private static final int OTHER = 1;
    private static final int[] SLOTS = {
        Registers.DI, Registers.SI, Registers.DX, Registers.R10, Registers.R8, Registers.R9
    };
    /** Ignored unless handled. */
    private static final long HARMLESS = Signals.bit(Signals.SIGURG) | Signals.bit(Signals.SIGWINCH);
    /** Those with a meaning of their own, whatever is done about them. */
    private static final long NEVER = Signals.bit(Signals.SIGTRAP)
            | Signals.bit(Signals.SIGKILL)
            | Signals.bit(Signals.SIGCHLD)
            | 0x1fL << (Signals.SIGCONT - 1);

    /** Those that are not queued twice. */
    private static final long STANDARD = 0x7fffffffL;

    private final int pid;
    private final Tracee leader;
    private final int ownPid;
    private final HealingArea area;
    private final Stepper[] steppers = new Stepper[2];

    private HealingCalls(int pid, Tracee leader, HealingArea area) {
        this.pid = pid;
        this.leader = leader;
        this.ownPid = OwnPids.ofProcess(pid);
        this.area = area;
    }

    /** Empty when there is no room for the code in the process. */
    static Optional<CallPath> of(int pid, Tracee leader, List<Mapping> mappings) {
        return HealingArea.open(pid, mappings).map(area -> new HealingCalls(pid, leader, area));
    }

    @Override
    public long call(Tracee thread, Purpose purpose, long number, long... arguments) {
        return stepper(thread).call(purpose, number, arguments);
    }

    /** Only the leader reads from the scratch memory: when we die it takes it away, whatever another thread is at. */
    @Override
    public List<Long> callAll(Tracee thread, List<RemoteCall> calls, long table) {
        return thread == leader && stepper(leader).marker != 0
                ? stepper(leader).callAll(calls, table)
                : CallPath.super.callAll(thread, calls, table);
    }

    private Stepper stepper(Tracee thread) {
        int slot = thread == leader ? LEADER : OTHER;
        if (steppers[slot] == null || steppers[slot].thread != thread) {
            leave(slot);
            steppers[slot] = new Stepper(thread, slot);
        }
        return steppers[slot];
    }

    private void leave(int slot) {
        if (steppers[slot] != null) {
            steppers[slot].leave();
            steppers[slot] = null;
        }
    }

    @Override
    public void close() {
        leave(OTHER);
        leave(LEADER);
        area.close();
    }

    /** A signal that means nothing to the thread whether it comes or not; 0 when there is none. */
    private int marker(TaskStatus status, long mask) {
        long pending = status.mask("SigPnd") | status.mask("ShdPnd");
        long taken = status.mask("SigCgt") | mask | pending;
        long free = (status.mask("SigIgn") | HARMLESS) & ~taken & ~NEVER & STANDARD;
        long last = Signals.bit(Signals.SIGCONT) & ~taken;
        if (free == 0 && leader.groupStop() == 0) {
            // It makes a stopped process run, and costs one more stop of a traced one, but is ignored otherwise.
            free = last;
        }
        return free == 0 ? 0 : Long.numberOfTrailingZeros(free) + 1;
    }

    /** One thread at work. */
    private final class Stepper {

        private final Tracee thread;
        private final HealingCode code;
        private final long address;
        private final int marker;
        private long scratch;
        private long held = -1;
        private boolean masked;

        Stepper(Tracee thread, int slot) {
            this.thread = thread;
            thread.save();
            TaskStatus status = TaskStatus.read(thread.tid());
            this.marker = marker(status, thread.ownMask());
            this.code = HealingCode.of(new HealingCode.Thread(
                    ownPid, thread.ownTid(), thread.own(), thread.ownMask(), status.mask("SigCgt"), marker));
            this.address = area.write(slot, code.bytes());
        }

        long call(Purpose purpose, long number, long... arguments) {
            Registers registers = registers(entry(purpose)).set(Registers.AX, number);
            for (int i = 0; i < SLOTS.length; i++) {
                registers.set(SLOTS[i], i < arguments.length ? arguments[i] : 0);
            }
            long result = run(registers).get(Registers.BX);
            note(purpose, result);
            return result;
        }

        private int entry(Purpose purpose) {
            return switch (purpose) {
                case PLAIN -> code.call();
                case MAP -> code.map();
                case UNMAP -> code.unmap();
                case HOLD -> code.hold();
                case DROP -> code.drop();
            };
        }

        private void note(Purpose purpose, long result) {
            switch (purpose) {
                case MAP -> scratch = Math.max(0, result);
                case UNMAP -> scratch = 0;
                case HOLD -> held = Math.max(-1, result);
                case DROP -> held = -1;
                default -> {
                    // Nothing to take back.
                }
            }
        }

        List<Long> callAll(List<RemoteCall> calls, long table) {
            int bytes = calls.size() * RemoteProcess.TABLE_ENTRY_BYTES;
            ByteBuffer entries = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < calls.size(); i++) {
                int at = i * RemoteProcess.TABLE_ENTRY_BYTES;
                entries.putLong(at, calls.get(i).number());
                for (long argument : calls.get(i).arguments()) {
                    entries.putLong(at += Long.BYTES, argument);
                }
            }
            boolean written = ProcessCalls.writeMemory(pid, table, entries);
            run(registers(code.batch()).set(Registers.BX, table).set(Registers.R14, calls.size()));
            if (!written || !ProcessCalls.readMemory(pid, table, entries.clear())) {
                throw new EngineException("cannot reach the scratch memory of pid " + pid);
            }
            List<Long> results = new ArrayList<>();
            for (int i = 1; i <= calls.size(); i++) {
                results.add(entries.getLong(i * RemoteProcess.TABLE_ENTRY_BYTES - Long.BYTES));
            }
            return results;
        }

        private Registers registers(int entry) {
            return thread.own()
                    .set(Registers.ORIG_AX, -1)
                    .set(Registers.IP, address + entry)
                    .set(Registers.R12, scratch)
                    .set(Registers.R13, held);
        }

        /** First the registers, then the mask: code that is left alone puts its own mask back, whichever it finds. */
        private Registers run(Registers registers) {
            PtraceCalls.setRegisters(thread.tid(), Ptrace.NT_PRSTATUS, registers.toBytes());
            if (!masked) {
                PtraceCalls.setSignalMask(thread.tid(), marker == 0 ? -1L : ~Signals.bit(marker));
                masked = true;
            }
            return thread.runTo(address + code.marked(), marker);
        }

        /** The other way round; in a stop from which the kernel begins an interrupted call again by itself. */
        void leave() {
            if (masked && marker == 0) {
                thread.park();
            }
            thread.putBack();
        }
    }
}
