package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.RSEQ;
import static io.crj.engine.linux.abi.SyscallNumber.SET_ROBUST_LIST;
import static io.crj.engine.linux.abi.SyscallNumber.SET_TID_ADDRESS;
import static io.crj.engine.linux.abi.SyscallNumber.SIGALTSTACK;

import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.RseqEntry;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.image.proto.ThreadSasEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.trace.Registers;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Gives one thread what belongs to it, registers last; only usable on the tracer thread. */
public final class ThreadRestore {

    private static final int NAME_BYTES = 16;

    private final RemoteProcess process;
    private final Tracee thread;
    private final CoreEntry core;
    private final boolean inTree;

    /**
     * @param inTree whether its parent is part of the tree: another parent's death means nothing, for it is our own stub's
     */
    public ThreadRestore(RemoteProcess process, Tracee thread, CoreEntry core, boolean inTree) {
        this.inTree = inTree;
        this.process = process;
        this.thread = thread;
        this.core = core;
    }

    /** What only the thread itself can set. */
    public void restore() {
        ThreadCoreEntry entry = core.getThreadCore();
        process.checkOn(
                thread, "set_tid_address", SET_TID_ADDRESS, core.getThreadInfo().getClearTidAddr());
        if (entry.getFutexRla() != 0) {
            process.checkOn(thread, "set_robust_list", SET_ROBUST_LIST, entry.getFutexRla(), entry.getFutexRlaLen());
        }
        name(entry.hasComm() ? entry.getComm() : core.getTc().getComm());
        if (entry.hasSas()) {
            alternateStack(entry.getSas());
        }
        ThreadScheduling.restore(thread.tid(), entry);
        try (TaskLog log = TaskLog.of(thread.ownTid())) {
            log.step("the thread has its name, robust list, alternate stack and scheduling");
        }
    }

    private void name(String name) {
        process.resetScratch();
        byte[] bytes = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), NAME_BYTES);
        process.checkOn(thread, "prctl PR_SET_NAME", PRCTL, Prctl.PR_SET_NAME, process.push(bytes));
    }

    private void alternateStack(ThreadSasEntry stack) {
        if ((stack.getSsFlags() & Signals.SS_DISABLE) != 0) {
            return;
        }
        process.resetScratch();
        ByteBuffer bytes = ByteBuffer.allocate(Signals.SIGSTACK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(0, stack.getSsSp())
                .putInt(8, stack.getSsFlags() & ~Signals.SS_ONSTACK)
                .putLong(16, stack.getSsSize());
        process.checkOn(thread, "sigaltstack", SIGALTSTACK, process.push(bytes.array()), 0);
    }

    /** What must not be disturbed by later calls: signals, credentials, and the registration with the kernel's preemption. */
    public void finish() {
        ThreadCoreEntry entry = core.getThreadCore();
        PendingSignals.restore(process, thread, entry.getSignalsP());
        ThreadPrivileges.restore(process, thread, entry);
        new CredentialsRestore(process, thread, entry.getCreds()).restore();
        if (inTree && entry.getPdeathSig() != 0) {
            process.checkOn(thread, "prctl PR_SET_PDEATHSIG", PRCTL, Prctl.PR_SET_PDEATHSIG, entry.getPdeathSig());
        }
        settings(entry);
        RseqEntry rseq = entry.getRseqEntry();
        if (rseq.getRseqAbiPointer() != 0) {
            process.checkOn(
                    thread,
                    "rseq",
                    RSEQ,
                    rseq.getRseqAbiPointer(),
                    rseq.getRseqAbiSize(),
                    0,
                    Integer.toUnsignedLong(rseq.getSignature()));
        }
    }

    private void settings(ThreadCoreEntry entry) {
        if (entry.hasCrjMceKill()) {
            process.checkOn(
                    thread,
                    "prctl PR_MCE_KILL",
                    PRCTL,
                    Prctl.PR_MCE_KILL,
                    Prctl.PR_MCE_KILL_SET,
                    entry.getCrjMceKill());
        }
        if (entry.hasCrjTsc()) {
            process.checkOn(thread, "prctl PR_SET_TSC", PRCTL, Prctl.PR_SET_TSC, entry.getCrjTsc());
        }
        ThreadDeadlines.restore(thread.tid(), entry);
    }

    /** What the thread begins with when it is let go. */
    public void registers() {
        Registers registers = RegistersCodec.decode(core.getThreadInfo().getGpregs());
        InterruptedCall.rewind(registers, false);
        // No call is under way any more: nothing for the kernel to restart.
        registers.set(Registers.ORIG_AX, -1);
        byte[] extended = ExtendedStateCodec.decode(
                core.getThreadInfo().getFpregs(), thread.extendedState().length, thread.tid());
        thread.become(registers, extended, mask());
        try (TaskLog log = TaskLog.of(thread.ownTid())) {
            log.step("the thread will go on at 0x" + Long.toHexString(registers.get(Registers.IP)));
        }
    }

    private long mask() {
        ThreadCoreEntry entry = core.getThreadCore();
        return entry.hasBlkSigset() || !core.hasTc()
                ? entry.getBlkSigset()
                : core.getTc().getBlkSigset();
    }
}
