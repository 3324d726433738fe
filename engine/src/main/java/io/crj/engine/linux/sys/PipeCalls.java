package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.PIPE2;
import static io.crj.engine.linux.abi.SyscallNumber.READ;
import static io.crj.engine.linux.abi.SyscallNumber.SPLICE;
import static io.crj.engine.linux.abi.SyscallNumber.TEE;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.Errno;
import io.crj.engine.linux.abi.Fcntl;

/** System calls on pipes, typed; failures throw {@link SyscallException}. */
public final class PipeCalls {

    private static final Syscalls SYS = Syscalls.get();

    private PipeCalls() {}

    /** Both ends of a pipe; closed together. */
    public record Ends(Fd reader, Fd writer) implements AutoCloseable {
        @Override
        public void close() {
            reader.close();
            writer.close();
        }
    }

    /** pipe2(2); close-on-exec. */
    public static Ends pipe(int flags) {
        try (NativeBuffer pair = NativeBuffer.allocate(2L * Integer.BYTES)) {
            check(SYS.call(PIPE2, pair.address(), flags | Fcntl.O_CLOEXEC, 0, 0, 0, 0), "pipe2", "");
            return new Ends(Fd.own(pair.getInt(0)), Fd.own(pair.getInt(Integer.BYTES)));
        }
    }

    /**
     * tee(2), not blocking: copies queued bytes from one pipe to another and leaves them where they are.
     *
     * @return how many; 0 when there are none
     */
    public static int tee(Fd from, Fd to, int maxBytes) {
        long copied = SYS.call(TEE, from.number(), to.number(), maxBytes, Fcntl.SPLICE_F_NONBLOCK, 0, 0);
        return copied == -Errno.EAGAIN ? 0 : (int) check(copied, "tee", from + " to " + to);
    }

    /**
     * splice(2) from one pipe to another, not blocking: moves buffers as they are, as many as have room.
     *
     * @return how many bytes
     */
    public static int move(Fd from, Fd to, int maxBytes) {
        long moved = SYS.call(SPLICE, from.number(), 0, to.number(), 0, maxBytes, Fcntl.SPLICE_F_NONBLOCK);
        return (int) check(moved, "splice", from + " to " + to);
    }

    /** One read(2). */
    public static byte[] read(Fd fd, int maxBytes) {
        try (NativeBuffer data = NativeBuffer.allocate(maxBytes)) {
            long n = check(SYS.call(READ, fd.number(), data.address(), maxBytes, 0, 0, 0), "read", fd.toString());
            return data.getBytes(0, (int) n);
        }
    }

    /** read(2) until {@code lengthBytes} have come or the end has. */
    public static byte[] readFully(Fd fd, int lengthBytes) {
        try (NativeBuffer data = NativeBuffer.allocate(lengthBytes)) {
            int done = 0;
            while (done < lengthBytes) {
                long n = SYS.call(READ, fd.number(), data.address() + done, lengthBytes - done, 0, 0, 0);
                if (check(n, "read", fd.toString()) == 0) {
                    break;
                }
                done += (int) n;
            }
            return data.getBytes(0, done);
        }
    }
}
