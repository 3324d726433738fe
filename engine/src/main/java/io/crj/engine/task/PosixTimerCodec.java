package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.TIMER_CREATE;
import static io.crj.engine.linux.abi.SyscallNumber.TIMER_DELETE;
import static io.crj.engine.linux.abi.SyscallNumber.TIMER_GETOVERRUN;
import static io.crj.engine.linux.abi.SyscallNumber.TIMER_GETTIME;
import static io.crj.engine.linux.abi.SyscallNumber.TIMER_SETTIME;

import io.crj.engine.error.EngineException;
import io.crj.engine.image.proto.PosixTimerEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.PosixTimers;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Timers of timer_create(2), with the ids they had; timer_settime(2), sigevent(3type). */
final class PosixTimerCodec {

    private static final int ITIMERSPEC_BYTES = 32;
    private static final int SIGEVENT_BYTES = 64;
    /** Without the kernel's help ids are counted up; more than this many steps would take too long. */
    private static final int MAX_STEPS = 4096;

    private final RemoteProcess process;

    PosixTimerCodec(RemoteProcess process) {
        this.process = process;
    }

    List<PosixTimerEntry> dump() {
        return PosixTimers.read(process.pid()).stream().map(this::dump).toList();
    }

    private PosixTimerEntry dump(PosixTimers.Timer timer) {
        process.resetScratch();
        long out = process.reserve(ITIMERSPEC_BYTES);
        process.check("timer_gettime", TIMER_GETTIME, timer.id(), out);
        ByteBuffer time = process.readBuffer(out, ITIMERSPEC_BYTES);
        PosixTimerEntry.Builder entry = PosixTimerEntry.newBuilder()
                .setItId(timer.id())
                .setClockId(timer.clock())
                .setSiSigno(timer.signal())
                .setItSigevNotify(timer.notification())
                .setSivalPtr(timer.value())
                .setOverrun((int) process.check("timer_getoverrun", TIMER_GETOVERRUN, timer.id()))
                .setIsec(time.getLong(0))
                .setInsec(time.getLong(8))
                .setVsec(time.getLong(16))
                .setVnsec(time.getLong(24));
        if ((timer.notification() & PosixTimers.SIGEV_THREAD_ID) != 0) {
            // The number of a thread that has ended stands for nobody.
            boolean ended = Files.notExists(Path.of("/proc/" + process.pid() + "/task/" + timer.target()));
            entry.setNotifyThreadId(ended ? timer.target() : OwnPids.of(timer.target()));
        }
        return entry.build();
    }

    /**
     * Makes them; they run from here on.
     *
     * @param threads numbers of those that the process has
     */
    void restore(List<PosixTimerEntry> timers, Set<Integer> threads) {
        if (timers.isEmpty()) {
            return;
        }
        boolean chosen = process.call(PRCTL, Prctl.PR_TIMER_CREATE_RESTORE_IDS, 1, 0, 0, 0) == 0;
        for (PosixTimerEntry timer : timers) {
            create(timer, chosen, threads);
            process.resetScratch();
            ByteBuffer time = ByteBuffer.allocate(ITIMERSPEC_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            time.putLong(timer.getIsec())
                    .putLong(timer.getInsec())
                    .putLong(timer.getVsec())
                    .putLong(timer.getVnsec());
            process.check("timer_settime", TIMER_SETTIME, timer.getItId(), 0, process.push(time.array()), 0);
        }
        if (chosen) {
            process.check("prctl PR_TIMER_CREATE_RESTORE_IDS", PRCTL, Prctl.PR_TIMER_CREATE_RESTORE_IDS, 0, 0, 0, 0);
        }
    }

    private static int notification(PosixTimerEntry timer, Set<Integer> threads) {
        boolean isForThread = (timer.getItSigevNotify() & PosixTimers.SIGEV_THREAD_ID) != 0;
        return isForThread && !threads.contains(timer.getNotifyThreadId())
                ? PosixTimers.SIGEV_NONE
                : timer.getItSigevNotify();
    }

    private void create(PosixTimerEntry timer, boolean chosen, Set<Integer> threads) {
        for (int step = 0; step < MAX_STEPS; step++) {
            process.resetScratch();
            ByteBuffer event = ByteBuffer.allocate(SIGEVENT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            event.putLong(timer.getSivalPtr())
                    .putInt(timer.getSiSigno())
                    .putInt(notification(timer, threads))
                    .putInt(timer.getNotifyThreadId());
            ByteBuffer wanted = ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0, timer.getItId());
            long id = process.push(wanted.array());
            process.check("timer_create", TIMER_CREATE, timer.getClockId(), process.push(event.array()), id);
            int got = process.readBuffer(id, Integer.BYTES).getInt();
            if (got == timer.getItId()) {
                return;
            }
            process.check("timer_delete", TIMER_DELETE, got);
            if (chosen || Integer.compareUnsigned(got, timer.getItId()) > 0) {
                break;
            }
        }
        throw new EngineException("timer " + timer.getItId() + " of pid " + process.pid()
                + " cannot have its id here: a kernel from 6.15 on is needed for this");
    }
}
