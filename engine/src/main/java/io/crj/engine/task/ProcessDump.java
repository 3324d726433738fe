package io.crj.engine.task;

import io.crj.engine.error.UnsupportedResourceException;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.RlimitEntry;
import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.image.proto.TaskRlimitsEntry;
import io.crj.engine.image.proto.TaskTimersEntry;
import io.crj.engine.linux.abi.Membarrier;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.proc.Mapping;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.ProcFile;
import io.crj.engine.linux.proc.TaskLimits;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.task.seccomp.SeccompDump;
import io.crj.engine.trace.Gadget;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** What belongs to a process as a whole, memory and files apart. */
public final class ProcessDump {

    /** Numbers a reader takes of the auxiliary vector. */
    private static final int AUXV_LIMIT = 44;

    /** Line of /proc/PID/status; arch/x86/kernel/cpu/proc.c. */
    private static final String FEATURES = "x86_Thread_features";

    private final RemoteProcess process;
    private final int pid;
    private final ProcessAnswers answers;

    public ProcessDump(RemoteProcess process) {
        this.process = process;
        this.pid = process.pid();
        this.answers = ProcessAnswers.ask(process);
    }

    /** Refuses, while the process runs, what belongs to it and cannot be carried. */
    public static void check(int pid) {
        if (TaskStat.read(pid).state() == 'Z') {
            throw new UnsupportedResourceException(
                    pid, "process", "it has ended, and only its parent has not taken note of that yet");
        }
        TaskStatus.ofThreads(pid).forEach((tid, status) -> {
            if (status.has(FEATURES) && status.get(FEATURES).contains("shstk")) {
                throw new UnsupportedResourceException(
                        pid,
                        "thread " + tid,
                        "it has a shadow stack, which is not supported; start the program with"
                                + " GLIBC_TUNABLES=glibc.cpu.x86_shstk=off");
            }
            if (((status.mask("SigPnd") | status.mask("ShdPnd")) & Signals.bit(Signals.SIGTRAP)) != 0) {
                throw new UnsupportedResourceException(
                        pid,
                        "thread " + tid,
                        "a SIGTRAP waits for it, which would be lost: have the program take it, or not block it");
            }
        });
        ProcessFiles.checkProgram(pid);
    }

    /** One thread; the leader's entry has the whole process's part. */
    public CoreEntry thread(Tracee thread, SeccompDump filters) {
        CoreEntry.Builder core = new ThreadDump(process, thread).dump(filters);
        if (thread.tid() == pid && !EndedLeader.isOf(pid)) {
            core.setTc(task());
        }
        return core.build();
    }

    /**
     * The leader, when it has ended while others run on.
     *
     * @param other entry of one that runs on
     */
    public Optional<CoreEntry> endedLeader(CoreEntry other, List<Mapping> mappings) {
        return EndedLeader.isOf(pid)
                ? Optional.of(EndedLeader.core(pid, other, Gadget.find(pid, mappings))
                        .setTc(task())
                        .build())
                : Optional.empty();
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
                .setComm(ThreadDump.comm(OwnPids.process(pid)))
                .setTimers(timers())
                .setRlimits(limits())
                .setSignalsS(PendingSignals.dump(pid, Ptrace.PEEKSIGINFO_SHARED))
                .setChildSubreaper(answers.subreaper())
                .setCrjMdwe(answers.writeDenial())
                .addAllSigactions(answers.actions());
        ProcessFiles.dump(pid, task);
        long barriers = process.call(SyscallNumber.MEMBARRIER, Membarrier.CMD_GET_REGISTRATIONS, 0);
        if (barriers > 0) {
            task.setMembarrierRegistrationMask((int) barriers);
        }
        if (process.leader().groupStop() != 0) {
            task.setStopSigno(process.leader().groupStop());
        }
        return task.build();
    }

    private TaskTimersEntry timers() {
        return TaskTimersEntry.newBuilder()
                .setReal(answers.timer(0))
                .setVirt(answers.timer(1))
                .setProf(answers.timer(2))
                .addAllPosix(new PosixTimerCodec(process).dump())
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
                .setMmBrk(answers.programBreak())
                .setDumpable(answers.dumpable())
                .setThpDisabled(answers.hugePagesDisabled());
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
