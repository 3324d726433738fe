package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.RT_SIGQUEUEINFO;
import static io.crj.engine.linux.abi.SyscallNumber.RT_TGSIGQUEUEINFO;

import com.google.protobuf.ByteString;
import io.crj.engine.error.ImageFormatException;
import io.crj.engine.image.proto.SiginfoEntry;
import io.crj.engine.image.proto.SignalQueueEntry;
import io.crj.engine.linux.abi.Ptrace;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.sys.NativeBuffer;
import io.crj.engine.linux.sys.PtraceCalls;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteOrder;

/** Signals that are queued and blocked: each thread's own, and those of the process; ptrace(2) PTRACE_PEEKSIGINFO. */
final class PendingSignals {

    private PendingSignals() {}

    /** @param flags 0 for the thread's queue, {@link Ptrace#PEEKSIGINFO_SHARED} for the process's */
    static SignalQueueEntry dump(int tid, int flags) {
        SignalQueueEntry.Builder queue = SignalQueueEntry.newBuilder();
        try (NativeBuffer args = NativeBuffer.allocate(Ptrace.PEEKSIGINFO_ARGS_BYTES);
                NativeBuffer info = NativeBuffer.allocate(Signals.SIGINFO_BYTES)) {
            for (long at = 0; ; at++) {
                args.putLong(0, at).putInt(8, flags).putInt(12, 1);
                if (PtraceCalls.request("PEEKSIGINFO", Ptrace.PEEKSIGINFO, tid, args.address(), info.address()) == 0) {
                    return queue.build();
                }
                ByteString bytes = ByteString.copyFrom(info.getBytes(0, Signals.SIGINFO_BYTES));
                queue.addSignals(SiginfoEntry.newBuilder().setSiginfo(bytes));
            }
        }
    }

    /** Queues them for the process. */
    static void restoreShared(RemoteProcess process, SignalQueueEntry queue) {
        for (SiginfoEntry entry : queue.getSignalsList()) {
            long info = push(process, entry);
            process.check("rt_sigqueueinfo", RT_SIGQUEUEINFO, process.ownPid(), signal(entry), info);
        }
    }

    /** Queues them for one thread. */
    static void restore(RemoteProcess process, Tracee thread, SignalQueueEntry queue) {
        for (SiginfoEntry entry : queue.getSignalsList()) {
            long info = push(process, entry);
            process.checkOn(
                    thread,
                    "rt_tgsigqueueinfo",
                    RT_TGSIGQUEUEINFO,
                    process.ownPid(),
                    thread.ownTid(),
                    signal(entry),
                    info);
        }
    }

    private static long push(RemoteProcess process, SiginfoEntry entry) {
        if (entry.getSiginfo().size() != Signals.SIGINFO_BYTES) {
            throw new ImageFormatException(
                    "core", "a siginfo of " + entry.getSiginfo().size() + " bytes");
        }
        process.resetScratch();
        return process.push(entry.getSiginfo().toByteArray());
    }

    private static int signal(SiginfoEntry entry) {
        return entry.getSiginfo()
                .asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(0);
    }
}
