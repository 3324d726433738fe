package io.crj.engine.linux.sys;

import static io.crj.engine.linux.abi.SyscallNumber.*;
import static io.crj.engine.linux.sys.SyscallException.check;

import io.crj.engine.linux.abi.SysvIpc;

/** Calls on System V objects of the calling thread's IPC namespace; sysvipc(7). */
public final class IpcCalls {

    private static final Syscalls SYS = Syscalls.get();
    private static final int MTYPE_BYTES = Long.BYTES;

    private IpcCalls() {}

    /** shmget(2) with flags that make a new one. */
    public static int makeSegment(int key, long sizeBytes, int flags) {
        return (int) check(SYS.call(SHMGET, key, sizeBytes, flags, 0, 0, 0), "shmget", "key 0x" + hex(key));
    }

    /** shmat(2) wherever there is room; the address. */
    public static long attach(int id, int flags) {
        return check(SYS.call(SHMAT, id, 0, flags, 0, 0, 0), "shmat", "segment " + id);
    }

    /** shmdt(2). */
    public static void detach(long address) {
        check(SYS.call(SHMDT, address, 0, 0, 0, 0, 0), "shmdt", "0x" + Long.toHexString(address));
    }

    /** msgget(2) with flags that make a new one. */
    public static int makeQueue(int key, int flags) {
        return (int) check(SYS.call(MSGGET, key, flags, 0, 0, 0, 0), "msgget", "key 0x" + hex(key));
    }

    /** semget(2) with flags that make a new one. */
    public static int makeSemaphores(int key, int count, int flags) {
        return (int) check(SYS.call(SEMGET, key, count, flags, 0, 0, 0), "semget", "key 0x" + hex(key));
    }

    /** shmctl(2) IPC_RMID, SHM_LOCK: commands that need nothing more. */
    public static void controlSegment(int id, int command) {
        check(SYS.call(SHMCTL, id, command, 0, 0, 0, 0), "shmctl", "segment " + id + " command " + command);
    }

    /** shmctl(2) IPC_SET. */
    public static void ownSegment(int id, int uid, int gid, int mode) {
        try (NativeBuffer state = state(SysvIpc.SHMID_DS_SIZE, uid, gid, mode)) {
            check(SYS.call(SHMCTL, id, SysvIpc.IPC_SET, state.address(), 0, 0, 0), "shmctl", "segment " + id);
        }
    }

    /** semctl(2) IPC_SET. */
    public static void ownSemaphores(int id, int uid, int gid, int mode) {
        try (NativeBuffer state = state(SysvIpc.SEMID_DS_SIZE, uid, gid, mode)) {
            check(SYS.call(SEMCTL, id, 0, SysvIpc.IPC_SET, state.address(), 0, 0), "semctl", "set " + id);
        }
    }

    /** msgctl(2) IPC_SET. */
    public static void ownQueue(int id, int uid, int gid, int mode, long maxBytes) {
        try (NativeBuffer state = state(SysvIpc.MSQID_DS_SIZE, uid, gid, mode)) {
            state.putLong(SysvIpc.MSQID_DS_QBYTES, maxBytes);
            check(SYS.call(MSGCTL, id, SysvIpc.IPC_SET, state.address(), 0, 0, 0), "msgctl", "queue " + id);
        }
    }

    private static NativeBuffer state(int sizeBytes, int uid, int gid, int mode) {
        return NativeBuffer.allocate(sizeBytes)
                .putInt(SysvIpc.PERM_UID, uid)
                .putInt(SysvIpc.PERM_GID, gid)
                .putInt(SysvIpc.PERM_MODE, mode);
    }

    /** How many bytes a queue may hold; msgctl(2) IPC_STAT. */
    public static int queueLimitBytes(int id) {
        try (NativeBuffer state = NativeBuffer.allocate(SysvIpc.MSQID_DS_SIZE)) {
            check(SYS.call(MSGCTL, id, SysvIpc.IPC_STAT, state.address(), 0, 0, 0), "msgctl", "queue " + id);
            return (int) state.getLong(SysvIpc.MSQID_DS_QBYTES);
        }
    }

    /**
     * Looks at a message without taking it; msgrcv(2) MSG_COPY.
     *
     * @param index from 0, the oldest
     * @param limitBytes upper bound of its text
     * @return type and text
     */
    public static Message peek(int id, int index, int limitBytes) {
        try (NativeBuffer buffer = NativeBuffer.allocate((long) MTYPE_BYTES + limitBytes)) {
            int flags = SysvIpc.MSG_COPY | SysvIpc.IPC_NOWAIT;
            long size = check(
                    SYS.call(MSGRCV, id, buffer.address(), limitBytes, index, flags, 0),
                    "msgrcv",
                    "queue " + id + " message " + index);
            return new Message(buffer.getLong(0), buffer.getBytes(MTYPE_BYTES, (int) size));
        }
    }

    /** msgsnd(2), never waiting. */
    public static void send(int id, Message message) {
        try (NativeBuffer buffer = NativeBuffer.allocate((long) MTYPE_BYTES + message.text.length)) {
            buffer.putLong(0, message.type).putBytes(MTYPE_BYTES, message.text);
            check(
                    SYS.call(MSGSND, id, buffer.address(), message.text.length, SysvIpc.IPC_NOWAIT, 0, 0),
                    "msgsnd",
                    "queue " + id);
        }
    }

    /** A message in a queue. */
    public record Message(long type, byte[] text) {}

    /** All values of a set, two little-endian bytes each; semctl(2) GETALL. */
    public static byte[] values(int id, int count) {
        try (NativeBuffer values = NativeBuffer.allocate((long) count * Short.BYTES)) {
            check(SYS.call(SEMCTL, id, 0, SysvIpc.GETALL, values.address(), 0, 0), "semctl", "set " + id);
            return values.getBytes(0, count * Short.BYTES);
        }
    }

    /** The process that last changed a semaphore; semctl(2) GETPID. 0 when nobody has, or the set is gone. */
    public static int lastUser(int id, int index) {
        return (int) Math.max(0, SYS.call(SEMCTL, id, index, SysvIpc.GETPID, 0, 0, 0));
    }

    /** Sets all values of a set; semctl(2) SETALL. */
    public static void setValues(int id, byte[] values) {
        try (NativeBuffer buffer = NativeBuffer.of(values)) {
            check(SYS.call(SEMCTL, id, 0, SysvIpc.SETALL, buffer.address(), 0, 0), "semctl", "set " + id);
        }
    }

    /** Sets the effective ids of the calling thread alone; setresgid(2), setresuid(2) behind the C library's back. */
    public static void actAs(int uid, int gid) {
        check(SYS.call(SETRESGID, -1, gid, -1, 0, 0, 0), "setresgid", Integer.toString(gid));
        check(SYS.call(SETRESUID, -1, uid, -1, 0, 0, 0), "setresuid", Integer.toString(uid));
    }

    /** Takes {@link #actAs} back, for a thread of root. */
    public static void actAsRoot() {
        check(SYS.call(SETRESUID, -1, 0, -1, 0, 0, 0), "setresuid", "0");
        check(SYS.call(SETRESGID, -1, 0, -1, 0, 0, 0), "setresgid", "0");
    }

    private static String hex(int key) {
        return Integer.toHexString(key);
    }
}
