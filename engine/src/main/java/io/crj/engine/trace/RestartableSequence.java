package io.crj.engine.trace;

import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.ProcessCalls;
import io.crj.engine.linux.sys.PtraceCalls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A critical section that a thread begins again when it was preempted in the middle; rseq(2), linux/rseq.h.
 *
 * <p>The kernel forgets it as soon as the thread executes anything else, as it does for us: going on in the middle
 * afterwards would be what the section must never see.
 */
final class RestartableSequence {

    private static final int SECTION_AT = 8;
    private static final int START_AT = 8;
    private static final int LENGTH_AT = 16;
    private static final int ABORT_AT = 24;

    private RestartableSequence() {}

    /** Puts a thread that is inside of one to its abort handler, as a preemption would. */
    static void abort(int tid, Registers registers) {
        try (NativeBuffer configuration = PtraceCalls.rseqConfiguration(tid)) {
            long area = configuration.getLong(0);
            long section =
                    area == 0 ? 0 : read(tid, area + SECTION_AT, Long.BYTES).getLong();
            if (section == 0) {
                return;
            }
            ByteBuffer descriptor = read(tid, section, Ptrace.RSEQ_CS_BYTES);
            long into = registers.get(Registers.IP) - descriptor.getLong(START_AT);
            if (Long.compareUnsigned(into, descriptor.getLong(LENGTH_AT)) < 0) {
                registers.set(Registers.IP, descriptor.getLong(ABORT_AT));
            }
        }
    }

    /** What cannot be read is zero: the kernel would end such a program the next time it looks. */
    private static ByteBuffer read(int tid, long address, int lengthBytes) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        ProcessCalls.readMemory(tid, address, buffer);
        return buffer.clear();
    }
}
