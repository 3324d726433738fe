package io.crj.engine.task;

import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.sys.ProcessCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which call a thread is in that the kernel has begun again with what is left of its time, restart_syscall(2): the register
 * says no more which it was. The program's own code does: the number is moved to eax right before the call.
 */
final class RestartedCall {

    private static final int SYSCALL_INSTRUCTION_BYTES = 2;
    /** So far back the number is looked for. */
    private static final int CODE_BYTES = 32;

    /** mov eax, and four bytes. */
    private static final byte MOVE_TO_EAX = (byte) 0xb8;

    private static final int MOVE_BYTES = 1 + Integer.BYTES;

    /** Those that the kernel begins again in this way. */
    private static final Set<Integer> CALLS =
            Set.of(SyscallNumber.NANOSLEEP, SyscallNumber.CLOCK_NANOSLEEP, SyscallNumber.POLL, SyscallNumber.FUTEX);

    private RestartedCall() {}

    /** @param address behind the call's instruction */
    static OptionalLong number(int tid, long address) {
        ByteBuffer code = ByteBuffer.allocateDirect(CODE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (!ProcessCalls.readMemory(tid, address - SYSCALL_INSTRUCTION_BYTES - CODE_BYTES, code)) {
            return OptionalLong.empty();
        }
        for (int at = CODE_BYTES - MOVE_BYTES; at >= 0; at--) {
            if (code.get(at) == MOVE_TO_EAX && CALLS.contains(code.getInt(at + 1))) {
                return OptionalLong.of(code.getInt(at + 1));
            }
        }
        return OptionalLong.empty();
    }
}
