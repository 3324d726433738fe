package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.SIGALTSTACK;

import io.crj.engine.image.InventoryFile;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.RseqEntry;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.image.proto.ThreadInfoX86;
import io.crj.engine.image.proto.ThreadSasEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.task.seccomp.SeccompDump;
import io.crj.engine.trace.Registers;
import io.crj.engine.trace.RemoteCall;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What belongs to one thread. */
final class ThreadDump {

    private static final int TID_ADDRESS_AT = 8;
    private static final int TSC_AT = 4;
    private static final int STACK_AT = 16;
    private static final int ANSWERS_BYTES = STACK_AT + Signals.SIGSTACK_BYTES;

    private final RemoteProcess process;
    private final Tracee thread;
    private final Registers registers;

    ThreadDump(RemoteProcess process, Tracee thread) {
        this.process = process;
        this.thread = thread;
        thread.save();
        this.registers = thread.own();
    }

    CoreEntry.Builder dump(SeccompDump filters) {
        RseqEntry rseq = rseq();
        TaskStatus status = TaskStatus.read(thread.tid());
        long pending = (status.mask("SigPnd") | status.mask("ShdPnd")) & ~thread.ownMask();
        boolean handlerPending = (pending & status.mask("SigCgt")) != 0;
        Answers answers = ask();
        InterruptedCall.rewind(registers, handlerPending, thread.tid());
        ThreadCoreEntry.Builder core = ThreadCoreEntry.newBuilder()
                .setBlkSigset(thread.ownMask())
                .setComm(comm(thread.tid()))
                .setCgSet(InventoryFile.CGROUP_SET)
                .setSas(answers.stack())
                .setPdeathSig(answers.parentDeathSignal())
                .setCrjTsc(answers.tsc())
                .setCrjMceKill(answers.mceKill())
                .setSignalsP(PendingSignals.dump(thread.tid(), 0))
                .setCreds(CredentialsDump.dump(status, answers.secureBits()));
        filters.dump(thread.tid(), status, core);
        ThreadPrivileges.dump(thread.tid(), answers.privileges(), core);
        robustList(core);
        ThreadScheduling.dump(thread.tid(), core);
        if (rseq != null) {
            core.setRseqEntry(rseq);
        }
        ThreadInfoX86 info = ThreadInfoX86.newBuilder()
                .setClearTidAddr(answers.clearTidAddress())
                .setGpregs(RegistersCodec.encode(registers))
                .setFpregs(ExtendedStateCodec.encode(thread.extendedState(), thread.tid()))
                .build();
        return CoreEntry.newBuilder()
                .setMtype(CoreEntry.March.X86_64)
                .setThreadInfo(info)
                .setThreadCore(core);
    }

    /** A task's name; it may hold any bytes, the image wants text. */
    static String comm(int tid) {
        byte[] name = ProcFile.bytes("/proc/" + tid + "/comm");
        return new String(name, 0, Math.max(0, name.length - 1), StandardCharsets.UTF_8);
    }

    /** What only the thread itself can tell. */
    private record Answers(
            int secureBits,
            int mceKill,
            int parentDeathSignal,
            int tsc,
            long clearTidAddress,
            ThreadSasEntry stack,
            List<Long> privileges) {}

    private Answers ask() {
        process.resetScratch();
        long out = process.reserve(ANSWERS_BYTES);
        List<RemoteCall> calls = new ArrayList<>(List.of(
                new RemoteCall("prctl PR_GET_SECUREBITS", PRCTL, Prctl.PR_GET_SECUREBITS),
                new RemoteCall("prctl PR_MCE_KILL_GET", PRCTL, Prctl.PR_MCE_KILL_GET),
                new RemoteCall("prctl PR_GET_TSC", PRCTL, Prctl.PR_GET_TSC, out + TSC_AT),
                new RemoteCall("prctl PR_GET_PDEATHSIG", PRCTL, Prctl.PR_GET_PDEATHSIG, out),
                new RemoteCall("prctl PR_GET_TID_ADDRESS", PRCTL, Prctl.PR_GET_TID_ADDRESS, out + TID_ADDRESS_AT),
                new RemoteCall("sigaltstack", SIGALTSTACK, 0, out + STACK_AT)));
        int own = calls.size();
        calls.addAll(ThreadPrivileges.questions());
        List<Long> results = process.checkAllOn(thread, calls);
        ByteBuffer answers = process.readBuffer(out, ANSWERS_BYTES);
        ThreadSasEntry stack = ThreadSasEntry.newBuilder()
                .setSsSp(answers.getLong(STACK_AT))
                .setSsFlags(answers.getInt(STACK_AT + 8) & ~Signals.SS_ONSTACK)
                .setSsSize(answers.getLong(STACK_AT + 16))
                .build();
        return new Answers(
                results.get(0).intValue(),
                results.get(1).intValue(),
                answers.getInt(0),
                answers.getInt(TSC_AT),
                answers.getLong(TID_ADDRESS_AT),
                stack,
                results.subList(own, results.size()));
    }

    private void robustList(ThreadCoreEntry.Builder core) {
        long[] list = PtraceCalls.robustList(thread.tid());
        core.setFutexRla(list[0]).setFutexRlaLen((int) list[1]);
    }

    /** The registration. */
    private RseqEntry rseq() {
        try (NativeBuffer configuration = PtraceCalls.rseqConfiguration(thread.tid())) {
            long pointer = configuration.getLong(0);
            int size = configuration.getInt(8);
            if (pointer == 0 || size == 0) {
                return null;
            }
            return RseqEntry.newBuilder()
                    .setRseqAbiPointer(pointer)
                    .setRseqAbiSize(size)
                    .setSignature(configuration.getInt(12))
                    .build();
        }
    }
}
