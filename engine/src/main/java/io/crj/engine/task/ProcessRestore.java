package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.CHROOT;
import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;
import static io.crj.engine.linux.abi.SyscallNumber.FCHDIR;
import static io.crj.engine.linux.abi.SyscallNumber.MEMBARRIER;
import static io.crj.engine.linux.abi.SyscallNumber.PERSONALITY;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.RT_SIGACTION;
import static io.crj.engine.linux.abi.SyscallNumber.SETITIMER;
import static io.crj.engine.linux.abi.SyscallNumber.UMASK;

import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.FsEntry;
import io.crj.engine.image.proto.ItimerEntry;
import io.crj.engine.image.proto.MmEntry;
import io.crj.engine.image.proto.RlimitEntry;
import io.crj.engine.image.proto.SaEntry;
import io.crj.engine.image.proto.TaskCoreEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Gives a process what belongs to it as a whole, memory and descriptors apart; only usable on the tracer thread. */
public final class ProcessRestore {

    private static final int ACTIONS = Signals.COUNT - 2;
    private static final int AUXV_LIMIT = 44;
    /** Actions of higher signals than SIGSTOP have this much lower an index: there is none of SIGKILL and SIGSTOP. */
    private static final int AFTER_STOP = 3;

    private static final byte[] HERE = {'.', 0};

    private final RemoteProcess process;
    private final TaskCoreEntry task;
    private final long mask;

    public ProcessRestore(RemoteProcess process, CoreEntry leader) {
        if (!leader.hasTc()) {
            throw new ImageFormatException("core-" + process.ownPid() + ".img", "is not a process's");
        }
        this.process = process;
        this.task = leader.getTc();
        this.mask = leader.getThreadCore().getBlkSigset();
    }

    /**
     * The signal that stops the process again; 0 if none had.
     *
     * @param orphaned whether its group is: no other than SIGSTOP stops it then
     */
    public int stopSignal(boolean orphaned) {
        if (task.getTaskState() != TaskState.STOPPED) {
            return 0;
        }
        int signal = task.getStopSigno();
        boolean stops = signal >= Signals.SIGTSTP
                && signal <= Signals.SIGTTOU
                && !orphaned
                && (mask & Signals.bit(signal)) == 0
                && task.getSigactions(signal - AFTER_STOP).getSigaction() == Signals.SIG_DFL;
        return stops ? signal : Signals.SIGSTOP;
    }

    /**
     * Directories, signal actions, limits, personality.
     *
     * @param workingDirectory descriptor in the process, which is closed: the directory may have no name
     * @param root likewise; empty for the root of its mount namespace
     */
    public void restore(FsEntry directories, int workingDirectory, OptionalInt root) {
        process.resetScratch();
        if (root.isPresent()) {
            process.check("fchdir", FCHDIR, root.getAsInt());
            process.check("close", CLOSE, root.getAsInt());
            process.check("chroot", CHROOT, process.push(HERE));
        }
        process.check("fchdir", FCHDIR, workingDirectory);
        process.check("close", CLOSE, workingDirectory);
        if (directories.hasUmask()) {
            process.check("umask", UMASK, directories.getUmask());
        }
        process.check("personality", PERSONALITY, Integer.toUnsignedLong(task.getPersonality()));
        actions();
        barriers();
        if (task.getChildSubreaper()) {
            process.check("prctl PR_SET_CHILD_SUBREAPER", PRCTL, Prctl.PR_SET_CHILD_SUBREAPER, 1);
        }
    }

    /**
     * Who has logged in, before there are threads.
     *
     * @param give makes a copy of a descriptor in the process
     */
    public void login(ToIntFunction<Fd> give) {
        ProcessFiles.restoreLogin(process, task, give);
    }

    /** One call for each registration: membarrier(2). */
    private void barriers() {
        for (int left = task.getMembarrierRegistrationMask(); left != 0; left &= left - 1) {
            process.check("membarrier", MEMBARRIER, Integer.lowestOneBit(left), 0);
        }
    }

    private void actions() {
        if (task.getSigactionsCount() != ACTIONS) {
            throw new ImageFormatException(
                    "core-" + process.ownPid() + ".img", task.getSigactionsCount() + " signal actions, not " + ACTIONS);
        }
        int index = 0;
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (signal == Signals.SIGKILL || signal == Signals.SIGSTOP) {
                continue;
            }
            SaEntry entry = task.getSigactions(index++);
            if (signal != Signals.SIGTRAP || entry.getSigaction() != Signals.SIG_IGN) {
                act(signal, entry);
            }
        }
    }

    private void act(int signal, SaEntry entry) {
        process.resetScratch();
        ByteBuffer action = ByteBuffer.allocate(Signals.SIGACTION_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        action.putLong(entry.getSigaction())
                .putLong(entry.getFlags())
                .putLong(entry.getRestorer())
                .putLong(entry.getMask());
        process.check("rt_sigaction", RT_SIGACTION, signal, process.push(action.array()), 0, Signals.SIGSET_BYTES);
    }

    /** What no single step may follow. */
    public void last() {
        SaEntry trap = task.getSigactions(Signals.SIGTRAP - 1);
        if (trap.getSigaction() == Signals.SIG_IGN) {
            process.leader().ignoreTraps();
            act(Signals.SIGTRAP, trap);
        }
    }

    /** After all descriptors are in place, before the user changes. */
    public void limits() {
        List<RlimitEntry> limits = task.getRlimits().getRlimitsList();
        for (int resource = 0; resource < limits.size(); resource++) {
            long[] now = ProcessCalls.limit(process.pid(), resource);
            RlimitEntry wanted = limits.get(resource);
            if (now[0] == wanted.getCur() && now[1] == wanted.getMax()) {
                continue;
            }
            long result = ProcessCalls.setLimit(process.pid(), resource, wanted.getCur(), wanted.getMax());
            if (result < 0) {
                throw new SyscallException(
                        "prlimit",
                        (int) -result,
                        "resource " + resource + " of pid " + process.pid() + " to "
                                + Long.toUnsignedString(wanted.getMax())
                                + ": raising a hard limit needs CAP_SYS_RESOURCE");
            }
        }
        ProcessFiles.restore(process.pid(), task);
    }

    /** @param executable descriptor of the executable in the process; closed */
    public void addressSpace(MmEntry mm, int executable) {
        if (mm.getMmSavedAuxvCount() > AUXV_LIMIT) {
            throw new ImageFormatException("mm-" + process.ownPid() + ".img", "auxiliary vector is too long");
        }
        process.resetScratch();
        ByteBuffer auxv = ByteBuffer.allocate(8 * mm.getMmSavedAuxvCount()).order(ByteOrder.LITTLE_ENDIAN);
        mm.getMmSavedAuxvList().forEach(auxv::putLong);
        long auxvAddress = process.push(auxv.array());
        ByteBuffer map = ByteBuffer.allocate(Prctl.MM_MAP_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        map.putLong(mm.getMmStartCode())
                .putLong(mm.getMmEndCode())
                .putLong(mm.getMmStartData())
                .putLong(mm.getMmEndData())
                .putLong(mm.getMmStartBrk())
                .putLong(mm.getMmBrk())
                .putLong(mm.getMmStartStack())
                .putLong(mm.getMmArgStart())
                .putLong(mm.getMmArgEnd())
                .putLong(mm.getMmEnvStart())
                .putLong(mm.getMmEnvEnd())
                .putLong(auxvAddress)
                .putInt(auxv.capacity())
                .putInt(executable);
        long address = process.push(map.array());
        process.check(
                "prctl PR_SET_MM_MAP", PRCTL, Prctl.PR_SET_MM, Prctl.PR_SET_MM_MAP, address, Prctl.MM_MAP_BYTES, 0);
        process.check("close", CLOSE, executable);
        if (mm.getThpDisabled()) {
            process.check("prctl PR_SET_THP_DISABLE", PRCTL, Prctl.PR_SET_THP_DISABLE, 1);
        }
    }

    /** What the process's end or a change of credentials would take back: after all threads are finished. */
    public void finish(MmEntry mm) {
        PendingSignals.restoreShared(process, task.getSignalsS());
        if (mm.hasDumpable() && mm.getDumpable() != 2) {
            process.check("prctl PR_SET_DUMPABLE", PRCTL, Prctl.PR_SET_DUMPABLE, mm.getDumpable());
        }
        if (task.getCrjMdwe() != 0) {
            process.check("prctl PR_SET_MDWE", PRCTL, Prctl.PR_SET_MDWE, task.getCrjMdwe());
        }
    }

    /**
     * Timers run from here on.
     *
     * @param threads numbers of those that the process has
     */
    public void timers(Set<Integer> threads) {
        timer(0, task.getTimers().getReal());
        timer(1, task.getTimers().getVirt());
        timer(2, task.getTimers().getProf());
        new PosixTimerCodec(process).restore(task.getTimers().getPosixList(), threads);
    }

    private void timer(int which, ItimerEntry entry) {
        boolean expired = entry.getVsec() == 0 && entry.getVusec() == 0;
        // That of real time begins again when its signal is taken, and that still waits.
        boolean waits = expired && which == 0 && (entry.getIsec() != 0 || entry.getIusec() != 0);
        if (expired && !waits) {
            return;
        }
        process.resetScratch();
        ByteBuffer timer = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
        timer.putLong(entry.getIsec())
                .putLong(entry.getIusec())
                .putLong(entry.getVsec())
                .putLong(waits ? 1 : entry.getVusec());
        process.check("setitimer", SETITIMER, which, process.push(timer.array()), 0);
    }
}
