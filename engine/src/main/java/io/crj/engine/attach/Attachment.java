package io.crj.engine.attach;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Pidfd;
import io.crj.engine.linux.abi.Poll;
import io.crj.engine.linux.sys.Fd;
import io.crj.engine.linux.sys.FileCalls;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.SyscallException;
import io.crj.engine.linux.sys.TerminalCalls;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Connects this process's standard input and output with a job's terminal. */
public final class Attachment {

    private static final int CHUNK_BYTES = 4096;
    /** How soon a new size of the caller's window is noticed. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private static final Duration STATUS_PATIENCE = Duration.ofSeconds(3);
    private static final int GONE = Poll.POLLIN | Poll.POLLHUP;
    private static final int SIGNAL_EXIT_BASE = 128;

    private final KeptTerminal job;
    private final Fd input = Fd.own(0);
    private final Fd output = Fd.own(1);
    private final boolean interactive = TerminalCalls.isTerminal(input);
    private final DetachKeys keys = new DetachKeys();
    private byte[] size = new byte[0];
    private boolean inputEnded;

    public Attachment(KeptTerminal job) {
        this.job = job;
    }

    /**
     * How it ended.
     *
     * @param detached the job runs on
     * @param exitCode of the job, as shells say it; empty when it runs on or the kernel does not tell
     */
    public record Outcome(boolean detached, OptionalInt exitCode) {}

    /** Copies both ways until the job ends or the user types ctrl-p ctrl-q. */
    public Outcome run() {
        if (!interactive) {
            return copy();
        }
        try (RawMode raw = new RawMode(input)) {
            return copy();
        }
    }

    private Outcome copy() {
        while (true) {
            followSize();
            List<Fd> watched =
                    inputEnded ? List.of(job.root(), job.master()) : List.of(job.root(), job.master(), input);
            int[] ready = TerminalCalls.poll(watched, Poll.POLLIN, LOOK);
            if ((ready[1] & Poll.POLLIN) != 0) {
                show();
            } else if ((ready[0] & GONE) != 0) {
                return new Outcome(false, exitCode());
            }
            if (!inputEnded && (ready[2] & GONE) != 0 && !forward()) {
                return new Outcome(true, OptionalInt.empty());
            }
        }
    }

    private void show() {
        try {
            FileCalls.writeFully(output, TerminalCalls.read(job.master(), CHUNK_BYTES));
        } catch (SyscallException e) {
            // The keeper was faster, or the last slave was closed just now.
            if (e.errno() != Errno.EAGAIN && e.errno() != Errno.EIO) {
                throw e;
            }
        }
    }

    /** Hands on what was typed; false when it says to detach. */
    private boolean forward() {
        byte[] typed = TerminalCalls.read(input, CHUNK_BYTES);
        if (typed.length == 0) {
            inputEnded = true;
            return !interactive;
        }
        byte[] wanted = interactive ? keys.filter(typed) : typed;
        int done = 0;
        while (done < wanted.length) {
            done += TerminalCalls.write(job.master(), wanted, done);
            if (done < wanted.length) {
                show();
                TerminalCalls.poll(job.master(), Poll.POLLOUT, LOOK);
            }
        }
        return !keys.complete();
    }

    /** The job's terminal is as large as the caller's; at first it changes twice, so that all is drawn again. */
    private void followSize() {
        if (!interactive) {
            return;
        }
        byte[] now = TerminalCalls.windowSize(input);
        if (Arrays.equals(now, size)) {
            return;
        }
        if (size.length == 0) {
            byte[] other = now.clone();
            other[0] ^= 1;
            TerminalCalls.setWindowSize(job.master(), other);
        }
        size = now;
        TerminalCalls.setWindowSize(job.master(), now);
    }

    /** Known to everybody who had a pidfd, once the keeper has taken note of it. */
    private OptionalInt exitCode() {
        long deadlineNanos = System.nanoTime() + STATUS_PATIENCE.toNanos();
        try (NativeBuffer info = NativeBuffer.allocate(Pidfd.INFO_SIZE)) {
            do {
                info.putLong(Pidfd.INFO_MASK, Pidfd.PIDFD_INFO_EXIT);
                TerminalCalls.ioctl(job.root(), Pidfd.PIDFD_GET_INFO, info.address());
                if ((info.getLong(Pidfd.INFO_MASK) & Pidfd.PIDFD_INFO_EXIT) != 0) {
                    int status = info.getInt(Pidfd.INFO_EXIT_CODE);
                    int signal = status & 0x7f;
                    return OptionalInt.of(signal == 0 ? status >>> 8 & 0xff : SIGNAL_EXIT_BASE + signal);
                }
                TerminalCalls.poll(List.of(), 0, Duration.ofMillis(10));
            } while (System.nanoTime() - deadlineNanos < 0);
        } catch (SyscallException e) {
            // A kernel before 6.15 knows no such request, or none for a process that is gone.
            return OptionalInt.empty();
        }
        return OptionalInt.empty();
    }
}
