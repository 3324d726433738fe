package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.CLOSE;

import java.util.concurrent.atomic.AtomicBoolean;

/** An owned file descriptor of this process; closing twice does nothing. */
public final class Fd implements AutoCloseable {

    private final int number;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Fd(int number) {
        this.number = number;
    }

    /** Takes ownership of {@code number}. */
    public static Fd own(long number) {
        return new Fd(Math.toIntExact(number));
    }

    /** The descriptor number; fails when already closed. */
    public int number() {
        if (!open.get()) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    public boolean isOpen() {
        return open.get();
    }

    /** Gives up ownership: the caller closes it. */
    public int release() {
        if (!open.compareAndSet(true, false)) {
            throw new IllegalStateException("descriptor " + number + " is closed");
        }
        return number;
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            // close(2) releases the descriptor even when it reports an error.
            Syscalls.get().call(CLOSE, number, 0, 0, 0, 0, 0);
        }
    }

    @Override
    public String toString() {
        return "fd " + number;
    }
}
