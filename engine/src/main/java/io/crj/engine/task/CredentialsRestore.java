package io.crj.engine.task;

import static io.crj.engine.linux.abi.SyscallNumber.CAPSET;
import static io.crj.engine.linux.abi.SyscallNumber.PRCTL;
import static io.crj.engine.linux.abi.SyscallNumber.SETFSGID;
import static io.crj.engine.linux.abi.SyscallNumber.SETFSUID;
import static io.crj.engine.linux.abi.SyscallNumber.SETGROUPS;
import static io.crj.engine.linux.abi.SyscallNumber.SETRESGID;
import static io.crj.engine.linux.abi.SyscallNumber.SETRESUID;

import io.crj.engine.image.proto.CredsEntry;
import io.crj.engine.linux.abi.Prctl;
import io.crj.engine.linux.proc.TaskStatus;
import io.crj.engine.trace.RemoteProcess;
import io.crj.engine.trace.Tracee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Sets user, groups and capabilities of a thread, in an order in which each step is still allowed; capabilities(7). */
final class CredentialsRestore {

    private static final int CAPABILITY_VERSION_3 = 0x20080522;

    private final RemoteProcess process;
    private final Tracee thread;
    private final CredsEntry wanted;

    CredentialsRestore(RemoteProcess process, Tracee thread, CredsEntry wanted) {
        this.process = process;
        this.thread = thread;
        this.wanted = wanted;
    }

    void restore() {
        TaskStatus status = TaskStatus.read(thread.tid());
        int securebits = (int) process.checkOn(thread, "prctl PR_GET_SECUREBITS", PRCTL, Prctl.PR_GET_SECUREBITS);
        if (!normal(CredentialsDump.dump(status, securebits)).equals(normal(wanted))) {
            change(status);
        }
        if (wanted.getNoNewPrivs() != 0) {
            prctl("PR_SET_NO_NEW_PRIVS", Prctl.PR_SET_NO_NEW_PRIVS, 1);
        }
    }

    /** Without what is set apart, and with capability sets of equal length. */
    static CredsEntry normal(CredsEntry entry) {
        CredsEntry.Builder result = entry.toBuilder().clearNoNewPrivs().clearCapAmb();
        long ambient = set(entry.getCapAmbList());
        return result.addCapAmb((int) ambient)
                .addCapAmb((int) (ambient >>> 32))
                .clearLsmProfile()
                .build();
    }

    private void change(TaskStatus status) {
        prctl("PR_SET_SECUREBITS", Prctl.PR_SET_SECUREBITS, Prctl.SECBIT_NO_SETUID_FIXUP);
        long bounding = set(wanted.getCapBndList());
        long own = status.mask("CapBnd");
        for (int capability = 0; capability < Long.SIZE; capability++) {
            if (((own & ~bounding) >>> capability & 1) != 0) {
                prctl("PR_CAPBSET_DROP", Prctl.PR_CAPBSET_DROP, capability);
            }
        }
        groups();
        process.checkOn(
                thread, "setresgid", SETRESGID, id(wanted.getGid()), id(wanted.getEgid()), id(wanted.getSgid()));
        process.callOn(thread, SETFSGID, id(wanted.getFsgid()));
        process.checkOn(
                thread, "setresuid", SETRESUID, id(wanted.getUid()), id(wanted.getEuid()), id(wanted.getSuid()));
        process.callOn(thread, SETFSUID, id(wanted.getFsuid()));
        prctl("PR_SET_SECUREBITS", Prctl.PR_SET_SECUREBITS, wanted.getSecbits());
        capabilities();
    }

    private void groups() {
        process.resetScratch();
        List<Integer> groups = wanted.getGroupsList();
        ByteBuffer bytes =
                ByteBuffer.allocate(Integer.BYTES * groups.size() + 1).order(ByteOrder.LITTLE_ENDIAN);
        groups.forEach(bytes::putInt);
        process.checkOn(thread, "setgroups", SETGROUPS, groups.size(), process.push(bytes.array()));
    }

    private void capabilities() {
        process.resetScratch();
        long header = process.push(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(CAPABILITY_VERSION_3)
                .putInt(0)
                .array());
        ByteBuffer sets = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        for (int word = 0; word < 2; word++) {
            sets.putInt((int) (set(wanted.getCapEffList()) >>> (32 * word)));
            sets.putInt((int) (set(wanted.getCapPrmList()) >>> (32 * word)));
            sets.putInt((int) (set(wanted.getCapInhList()) >>> (32 * word)));
        }
        process.checkOn(thread, "capset", CAPSET, header, process.push(sets.array()));
        long ambient = set(wanted.getCapAmbList());
        for (int capability = 0; capability < Long.SIZE; capability++) {
            if ((ambient >>> capability & 1) != 0) {
                prctl("PR_CAP_AMBIENT", Prctl.PR_CAP_AMBIENT, Prctl.PR_CAP_AMBIENT_RAISE, capability);
            }
        }
    }

    private void prctl(String what, long... arguments) {
        process.checkOn(thread, "prctl " + what, PRCTL, arguments);
    }

    private static long id(int id) {
        return Integer.toUnsignedLong(id);
    }

    private static long set(List<Integer> words) {
        long low = words.isEmpty() ? 0 : Integer.toUnsignedLong(words.get(0));
        return low | (words.size() > 1 ? (long) words.get(1) << 32 : 0);
    }
}
