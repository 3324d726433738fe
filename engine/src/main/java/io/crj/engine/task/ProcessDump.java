package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.BRK;
import static io.crj.engine.linux.abi.SyscallNumber.GETITIMER;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.RT_SIGACTION;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.ItimerEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.RlimitEntry;
import io.crj.engine.image.proto.SaEntry;
import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.image.proto.TaskRlimitsEntry;
import io.crj.engine.image.proto.TaskTimersEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskLimits;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** What belongs to a process as a whole, memory and files apart. */
public final class ProcessDump {

    private static final int ITIMER_BYTES = 32;
    /** Numbers a reader takes of the auxiliary vector. */
    private static final int AUXV_LIMIT = 44;

    private final RemoteProcess process;
    private final int pid;

    public ProcessDump(RemoteProcess process) {
        this.process = process;
        this.pid = process.pid();
    }

    /** Refuses, while the process runs, what belongs to it and cannot be carried. */
    public static void check(int pid) {
        TaskStatus status = TaskStatus.read(pid);
        CredentialsDump.check(pid, status);
        if ((status.mask("SigIgn") & Signals.bit(Signals.SIGTRAP)) != 0) {
            // The trap that ends a remote call would set the signal back to its default; kernel/signal.c.
            throw new UnsupportedResourceException(
                    pid, "ignored SIGTRAP", "not supported yet; let it have its default");
        }
        if (TaskStat.read(pid).state() == 'Z') {
            throw new UnsupportedResourceException(
                    pid, "main thread", "it has ended while others run on, which is not supported yet");
        }
    }

    /** One thread; the leader's entry has the whole process's part. */
    public CoreEntry thread(Tracee thread) {
        CoreEntry.Builder core = new ThreadDump(process, thread).dump();
        if (thread.tid() == pid) {
            core.setTc(task());
        }
        return core.build();
    }

    private TaskCoreEntry task() {
        TaskStat stat = TaskStat.read(pid);
        TaskCoreEntry.Builder task = TaskCoreEntry.newBuilder()
                .setTaskState(process.leader().groupStop() == 0 ? TaskState.ALIVE : TaskState.STOPPED)
                .setExitCode(0)
                .setPersonality(Integer.parseUnsignedInt(
                        ProcFile.text("/proc/" + pid + "/personality").trim(), 16))
                .setFlags(stat.flags())
                .setBlkSigset(process.leader().ownMask())
                .setComm(ThreadDump.comm(pid))
                .setTimers(timers())
                .setRlimits(limits())
                .setSignalsS(PendingSignals.dump(pid, Ptrace.PEEKSIGINFO_SHARED))
                .setOomScoreAdj(Integer.parseInt(
                        ProcFile.text("/proc/" + pid + "/oom_score_adj").trim()))
                .setChildSubreaper(subreaper());
        actions(task);
        if (process.leader().groupStop() != 0) {
            task.setStopSigno(process.leader().groupStop());
        }
        return task.build();
    }

    private void actions(TaskCoreEntry.Builder task) {
        process.resetScratch();
        long out = process.reserve(Signals.COUNT * Signals.SIGACTION_BYTES);
        List<long[]> calls = new ArrayList<>();
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (signal != Signals.SIGKILL && signal != Signals.SIGSTOP) {
                long place = out + (long) calls.size() * Signals.SIGACTION_BYTES;
                calls.add(new long[] {RT_SIGACTION, signal, 0, place, Signals.SIGSET_BYTES});
            }
        }
        process.checkAll("rt_sigaction", calls);
        ByteBuffer actions = process.readBuffer(out, calls.size() * Signals.SIGACTION_BYTES);
        for (int i = 0; i < calls.size(); i++) {
            task.addSigactions(SaEntry.newBuilder()
                    .setSigaction(actions.getLong())
                    .setFlags(actions.getLong())
                    .setRestorer(actions.getLong())
                    .setMask(actions.getLong()));
        }
    }

    private TaskTimersEntry timers() {
        return TaskTimersEntry.newBuilder()
                .setReal(timer(0))
                .setVirt(timer(1))
                .setProf(timer(2))
                .addAllPosix(new PosixTimerCodec(process).dump())
                .build();
    }

    private ItimerEntry timer(int which) {
        process.resetScratch();
        long out = process.reserve(ITIMER_BYTES);
        process.check("getitimer", GETITIMER, which, out);
        ByteBuffer timer = process.readBuffer(out, ITIMER_BYTES);
        return ItimerEntry.newBuilder()
                .setIsec(timer.getLong(0))
                .setIusec(timer.getLong(8))
                .setVsec(timer.getLong(16))
                .setVusec(timer.getLong(24))
                .build();
    }

    private TaskRlimitsEntry limits() {
        TaskRlimitsEntry.Builder limits = TaskRlimitsEntry.newBuilder();
        // prlimit(2) of another user's process needs CAP_SYS_RESOURCE; the file needs nothing.
        for (TaskLimits.Limit limit : TaskLimits.read(pid)) {
            limits.addRlimits(RlimitEntry.newBuilder().setCur(limit.soft()).setMax(limit.hard()));
        }
        return limits.build();
    }

    private boolean subreaper() {
        process.resetScratch();
        long out = process.reserve(Integer.BYTES);
        process.check("prctl PR_GET_CHILD_SUBREAPER", PRCTL, Prctl.PR_GET_CHILD_SUBREAPER, out);
        return process.readBuffer(out, Integer.BYTES).getInt() != 0;
    }

    /** The address space without its mappings and executable. */
    public MmEntry.Builder memory() {
        TaskStat stat = TaskStat.read(pid);
        MmEntry.Builder mm = MmEntry.newBuilder()
                .setMmStartCode(stat.get(26))
                .setMmEndCode(stat.get(27))
                .setMmStartStack(stat.get(28))
                .setMmStartData(stat.get(45))
                .setMmEndData(stat.get(46))
                .setMmStartBrk(stat.get(47))
                .setMmArgStart(stat.get(48))
                .setMmArgEnd(stat.get(49))
                .setMmEnvStart(stat.get(50))
                .setMmEnvEnd(stat.get(51))
                .setMmBrk(process.check("brk", BRK, 0))
                .setDumpable((int) process.check("prctl PR_GET_DUMPABLE", PRCTL, Prctl.PR_GET_DUMPABLE))
                .setThpDisabled(process.check("prctl PR_GET_THP_DISABLE", PRCTL, Prctl.PR_GET_THP_DISABLE) != 0);
        ByteBuffer auxv =
                ByteBuffer.wrap(ProcFile.bytes("/proc/" + pid + "/auxv")).order(ByteOrder.LITTLE_ENDIAN);
        while (auxv.remaining() >= 16 && mm.getMmSavedAuxvCount() < AUXV_LIMIT) {
            long type = auxv.getLong();
            if (type == 0) {
                break;
            }
            mm.addMmSavedAuxv(type).addMmSavedAuxv(auxv.getLong());
        }
        return mm;
    }
}
