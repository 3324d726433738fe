package io.crj.engine.task;

import io.crj.engine.image.proto.CoreEntry;
import io.crj.engine.image.proto.ThreadCoreEntry;
import io.crj.engine.image.proto.ThreadInfoX86;
import io.crj.engine.image.proto.ThreadSasEntry;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.linux.abi.SyscallNumber;
import io.crj.engine.linux.proc.OwnPids;
import io.crj.engine.linux.proc.TaskStat;
import io.crj.engine.trace.Registers;

/**
 * A main thread that has ended while others run on. Images know no such thing: this one says that it is about to end, so that
 * it does so at once wherever it is restored, by whomever.
 */
final class EndedLeader {

    private static final int EXIT_CODE = 52;
    private static final int BITS_OF_SIGNAL = 8;
    private static final long ALL_SIGNALS = -1;

    private EndedLeader() {}

    /** @param representative thread by which the process is known */
    static boolean isOf(int representative) {
        return OwnPids.process(representative) != representative;
    }

    /**
     * Its entry.
     *
     * @param other that of a thread that runs on: what matters no more is the same
     * @param gadget address of a system call instruction
     */
    static CoreEntry.Builder core(int representative, CoreEntry other, long gadget) {
        int leader = OwnPids.process(representative);
        ThreadInfoX86.Builder info = other.getThreadInfo().toBuilder();
        Registers registers = RegistersCodec.decode(info.getGpregs())
                .set(Registers.AX, SyscallNumber.EXIT)
                .set(Registers.ORIG_AX, -1)
                .set(Registers.DI, TaskStat.read(leader).get(EXIT_CODE) >>> BITS_OF_SIGNAL)
                .set(Registers.IP, gadget);
        info.setGpregs(RegistersCodec.encode(registers)).setClearTidAddr(0);
        ThreadCoreEntry.Builder thread = other.getThreadCore().toBuilder()
                .setComm(ThreadDump.comm(leader))
                .setBlkSigset(ALL_SIGNALS)
                .setSas(ThreadSasEntry.newBuilder().setSsSp(0).setSsSize(0).setSsFlags(Signals.SS_DISABLE))
                .setFutexRla(0)
                .clearPdeathSig()
                .clearSignalsP()
                .clearRseqEntry();
        return other.toBuilder().clearTc().setThreadInfo(info).setThreadCore(thread);
    }
}
