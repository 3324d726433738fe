package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.Socket.*;
import static io.crj.engine.linux.abi.SyscallNumber.GETSOCKOPT;
import static io.crj.engine.linux.sys.SyscallException.check;

import java.util.ArrayList;
import java.util.List;

/** Classic BPF programs attached to sockets; socket(7), linux/filter.h. */
public final class SocketFilter {

    /** {@code struct sock_fprog}: length in instructions, pointer. */
    private static final int FPROG_SIZE = 16;

    private static final int FPROG_FILTER = 8;

    /** Upper bound of a program's length; BPF_MAXINSNS, linux/bpf_common.h. */
    private static final int MAX_INSTRUCTIONS = 4096;

    private SocketFilter() {}

    /** The program's instructions, each as {@code struct sock_filter} lies in memory; empty when there is none. */
    public static List<Long> get(Fd fd) {
        int count = SocketCalls.getLength(fd, SOL_SOCKET, SO_GET_FILTER);
        if (count == 0) {
            return List.of();
        }
        try (NativeBuffer out = NativeBuffer.allocate((long) MAX_INSTRUCTIONS * SOCK_FILTER_SIZE);
                NativeBuffer length = NativeBuffer.allocate(Integer.BYTES).putInt(0, count)) {
            check(
                    Syscalls.get()
                            .call(
                                    GETSOCKOPT,
                                    fd.number(),
                                    SOL_SOCKET,
                                    SO_GET_FILTER,
                                    out.address(),
                                    length.address(),
                                    0),
                    "getsockopt",
                    fd + " SO_GET_FILTER");
            List<Long> program = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                program.add(out.getLong((long) i * SOCK_FILTER_SIZE));
            }
            return program;
        }
    }

    /** Attaches a program. */
    public static void attach(Fd fd, List<Long> program) {
        if (program.isEmpty() || program.size() > MAX_INSTRUCTIONS) {
            throw new IllegalArgumentException("a socket filter of " + program.size() + " instructions");
        }
        try (NativeBuffer code = NativeBuffer.allocate((long) program.size() * SOCK_FILTER_SIZE);
                NativeBuffer head = NativeBuffer.allocate(FPROG_SIZE)) {
            for (int i = 0; i < program.size(); i++) {
                code.putLong((long) i * SOCK_FILTER_SIZE, program.get(i));
            }
            head.putShort(0, program.size()).putLong(FPROG_FILTER, code.address());
            SocketCalls.setMemory(fd, SOL_SOCKET, SO_ATTACH_FILTER, head.address(), FPROG_SIZE);
        }
    }
}
