package io.crj.engine.resource.timerfd;

import io.crj.engine.image.proto.FdType;
import io.crj.engine.image.proto.FileEntry;
import io.crj.engine.image.proto.TimerfdEntry;
import io.crj.engine.linux.abi.Timerfd;
import io.crj.engine.linux.proc.FdInfo;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.TimerCalls;
import io.crj.engine.resource.Descriptions;
import io.crj.engine.resource.DumpContext;
import io.crj.engine.resource.FdProbe;
import io.crj.engine.resource.NotedDescriptor;
import io.crj.engine.resource.OpenFile;
import io.crj.engine.resource.ResourceKind;
import io.crj.engine.resource.RestoreContext;
import io.crj.engine.resource.RestoreResult;
import io.crj.engine.trace.RemoteTask;
import java.time.Duration;

/** Timers behind descriptors; timerfd_create(2). What was left at the dump is left when the tree resumes. */
public final class TimerfdKind implements ResourceKind {

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    /** Far beyond any timer, yet far from overflowing when added to a clock. */
    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND;

    @Override
    public FdType type() {
        return FdType.TIMERFD;
    }

    @Override
    public boolean claims(FdProbe probe) {
        return probe.isAnonInode("timerfd");
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) {
        FdProbe probe = file.probe();
        TimerState state = TimerState.of(context.local(probe), () -> FdInfo.read(probe.pid(), probe.fd()));
        TimerfdEntry timer = TimerfdEntry.newBuilder()
                .setId(file.id())
                .setFlags(Descriptions.flags(probe))
                .setFown(context.owner(probe))
                .setClockid(state.clock())
                .setTicks(state.ticks())
                .setSettimeFlags(state.flags())
                .setVsec(state.remaining().getSeconds())
                .setVnsec(state.remaining().getNano())
                .setIsec(state.interval().getSeconds())
                .setInsec(state.interval().getNano())
                .build();
        return FileEntry.newBuilder()
                .setType(type())
                .setId(file.id())
                .setTfd(timer)
                .build();
    }

    @Override
    public RestoreResult restore(FileEntry entry, RestoreContext context) {
        TimerState state = state(entry);
        TimerfdEntry timer = entry.getTfd();
        Fd fd = TimerCalls.timerfd(state.clock());
        return Descriptions.done(fd, () -> {
            Descriptions.restore(fd, timer.getFlags(), timer.getFown(), context);
            // Time does not pass for a tree that is held: the timer starts when the tree does.
            Fd own = context.shared(new OwnTimer(entry.getId()), () -> FileCalls.duplicate(fd));
            context.onResume(() -> arm(own, state));
        });
    }

    private record OwnTimer(int fileId) {}

    /** Should this process end before the resume: whoever resumes the tree starts the timer. */
    @Override
    public void wire(FileEntry entry, RemoteTask task, int fd, RestoreContext context) {
        Fd own = context.shared(new OwnTimer(entry.getId()), () -> {
            throw new IllegalStateException("timer " + entry.getId() + " was not restored");
        });
        long inode = FileCalls.stat(own).inode();
        context.journal().note(StoppedTimerAftermath.effect(NotedDescriptor.of(task.pid(), fd, inode, context), entry));
    }

    /** Starts it; closes {@code fd}. */
    static void arm(Fd fd, TimerState state) {
        try (fd) {
            Duration first = state.standsStill() ? state.interval() : state.remaining();
            boolean absolute = (state.flags() & Timerfd.TFD_TIMER_ABSTIME) != 0;
            if (!first.isZero()) {
                Duration value = absolute ? TimerCalls.now(state.clock()).plus(first) : first;
                TimerCalls.set(fd, state.flags(), value, state.interval());
            }
            if (state.ticks() != 0) {
                TimerCalls.setTicks(fd, state.ticks());
            }
        }
    }

    static TimerState state(FileEntry entry) {
        TimerfdEntry timer = entry.getTfd();
        Descriptions.requirePart(entry, entry.hasTfd(), timer.getId());
        if ((timer.getSettimeFlags() & ~(Timerfd.TFD_TIMER_ABSTIME | Timerfd.TFD_TIMER_CANCEL_ON_SET)) != 0) {
            throw Descriptions.corrupt(entry, "has unknown flags 0x" + Integer.toHexString(timer.getSettimeFlags()));
        }
        return new TimerState(
                timer.getClockid(),
                timer.getTicks(),
                timer.getSettimeFlags(),
                duration(entry, timer.getVsec(), timer.getVnsec()),
                duration(entry, timer.getIsec(), timer.getInsec()));
    }

    private static Duration duration(FileEntry entry, long seconds, long nanos) {
        if (seconds < 0 || seconds > MAX_SECONDS || nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw Descriptions.corrupt(
                    entry,
                    "has an impossible time: " + Long.toUnsignedString(seconds) + " s " + Long.toUnsignedString(nanos)
                            + " ns");
        }
        return Duration.ofSeconds(seconds, nanos);
    }
}
