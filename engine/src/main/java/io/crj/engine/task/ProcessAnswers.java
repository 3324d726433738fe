package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.BRK;
import static io.crj.engine.linux.abi.SyscallNumber.GETITIMER;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.RT_SIGACTION;

import io.crj.engine.image.proto.ItimerEntry;
import io.crj.engine.image.proto.SaEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.abi.Signals;
import io.crj.engine.trace.RemoteCall;
import io.crj.engine.trace.RemoteProcess;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What only a process itself can tell of itself as a whole, asked all at once. */
final class ProcessAnswers {

    private static final int ITIMER_BYTES = 32;
    private static final int ITIMERS = 3;
    private static final int SUBREAPER_AT = ITIMERS * ITIMER_BYTES;
    private static final int ACTIONS_AT = SUBREAPER_AT + Long.BYTES;
    private static final int BYTES = ACTIONS_AT + Signals.COUNT * Signals.SIGACTION_BYTES;

    private static final int BRK_RESULT = 0;
    private static final int DUMPABLE_RESULT = 1;
    private static final int THP_RESULT = 2;
    private static final int MDWE_RESULT = 3;

    private final List<Long> results;
    private final ByteBuffer bytes;

    private ProcessAnswers(List<Long> results, ByteBuffer bytes) {
        this.results = results;
        this.bytes = bytes;
    }

    static ProcessAnswers ask(RemoteProcess process) {
        process.resetScratch();
        long out = process.reserve(BYTES);
        List<RemoteCall> calls = new ArrayList<>(List.of(
                new RemoteCall("brk", BRK, 0),
                new RemoteCall("prctl PR_GET_DUMPABLE", PRCTL, Prctl.PR_GET_DUMPABLE),
                new RemoteCall("prctl PR_GET_THP_DISABLE", PRCTL, Prctl.PR_GET_THP_DISABLE),
                new RemoteCall("prctl PR_GET_MDWE", PRCTL, Prctl.PR_GET_MDWE),
                new RemoteCall(
                        "prctl PR_GET_CHILD_SUBREAPER", PRCTL, Prctl.PR_GET_CHILD_SUBREAPER, out + SUBREAPER_AT)));
        for (int i = 0; i < ITIMERS; i++) {
            calls.add(new RemoteCall("getitimer", GETITIMER, i, out + (long) i * ITIMER_BYTES));
        }
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (isActedOn(signal)) {
                calls.add(new RemoteCall(
                        "rt_sigaction", RT_SIGACTION, signal, 0, out + action(signal), Signals.SIGSET_BYTES));
            }
        }
        List<Long> results = process.checkAllOn(process.leader(), calls);
        return new ProcessAnswers(results, process.readBuffer(out, BYTES));
    }

    private static boolean isActedOn(int signal) {
        return signal != Signals.SIGKILL && signal != Signals.SIGSTOP;
    }

    private static int action(int signal) {
        return ACTIONS_AT + (signal - 1) * Signals.SIGACTION_BYTES;
    }

    long programBreak() {
        return results.get(BRK_RESULT);
    }

    int dumpable() {
        return results.get(DUMPABLE_RESULT).intValue();
    }

    boolean hugePagesDisabled() {
        return results.get(THP_RESULT) != 0;
    }

    /** Which mappings can never become executable; PR_SET_MDWE of prctl(2). */
    int writeDenial() {
        return results.get(MDWE_RESULT).intValue();
    }

    boolean subreaper() {
        return bytes.getInt(SUBREAPER_AT) != 0;
    }

    /** One of the timers of getitimer(2). */
    ItimerEntry timer(int which) {
        int at = which * ITIMER_BYTES;
        return ItimerEntry.newBuilder()
                .setIsec(bytes.getLong(at))
                .setIusec(bytes.getLong(at + 8))
                .setVsec(bytes.getLong(at + 16))
                .setVusec(bytes.getLong(at + 24))
                .build();
    }

    /** What is done about each signal about which anything can be done. */
    List<SaEntry> actions() {
        List<SaEntry> entries = new ArrayList<>();
        for (int signal = 1; signal <= Signals.COUNT; signal++) {
            if (isActedOn(signal)) {
                int at = action(signal);
                entries.add(SaEntry.newBuilder()
                        .setSigaction(bytes.getLong(at))
                        .setFlags(bytes.getLong(at + 8))
                        .setRestorer(bytes.getLong(at + 16))
                        .setMask(bytes.getLong(at + 24))
                        .build());
            }
        }
        return entries;
    }
}
