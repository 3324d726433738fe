package io.crj.engine.trace;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.SyscallNumber;

/**
 * How a thread goes on by itself that was stopped inside of a system call, when nobody gives the call's number back to the
 * kernel; include/linux/errno.h, arch_do_signal_or_restart() of arch/x86/kernel/signal.c.
 */
record HealedCall(Result restarted, Result interrupted) {

    private static final long ERESTARTSYS = -512;
    private static final long ERESTARTNOINTR = -513;
    private static final long ERESTARTNOHAND = -514;
    private static final long ERESTART_RESTARTBLOCK = -516;
    private static final int SYSCALL_INSTRUCTION_BYTES = 2;

    /** What the thread finds in rax, and where it goes on. */
    record Result(long ax, long ip) {}

    static HealedCall of(Registers registers) {
        long ax = registers.get(Registers.AX);
        long ip = registers.get(Registers.IP);
        long number = registers.get(Registers.ORIG_AX);
        Result asIs = new Result(ax, ip);
        Result eintr = new Result(-Errno.EINTR, ip);
        long again = ip - SYSCALL_INSTRUCTION_BYTES;
        if (number < 0) {
            return new HealedCall(asIs, null);
        } else if (ax == ERESTARTSYS || ax == ERESTARTNOINTR) {
            return new HealedCall(new Result(number, again), null);
        } else if (ax == ERESTARTNOHAND) {
            return new HealedCall(new Result(number, again), eintr);
        } else if (ax == ERESTART_RESTARTBLOCK) {
            return new HealedCall(new Result(SyscallNumber.RESTART_SYSCALL, again), eintr);
        }
        return new HealedCall(asIs, null);
    }

    /** Whether it shows EINTR when a handler runs first. */
    boolean mayBeInterrupted() {
        return interrupted != null;
    }
}
