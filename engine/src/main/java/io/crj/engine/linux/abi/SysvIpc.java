package io.crj.engine.linux.abi;

/** System V objects; linux/ipc.h, linux/shm.h, linux/msg.h, linux/sem.h and their asm-generic structures. */
public final class SysvIpc {

    public static final int IPC_CREAT = 01000;
    public static final int IPC_EXCL = 02000;
    public static final int IPC_NOWAIT = 04000;

    public static final int IPC_RMID = 0;
    public static final int IPC_SET = 1;
    public static final int IPC_STAT = 2;

    public static final int SHM_LOCK = 11;
    public static final int GETPID = 11;
    public static final int GETALL = 13;
    public static final int SETALL = 17;

    public static final int SHM_HUGETLB = 04000;
    public static final int SHM_RDONLY = 010000;
    public static final int SHM_EXEC = 0100000;
    /** Bits of a segment's mode: it goes with its last user; it stays in memory. */
    public static final int SHM_DEST = 01000;

    public static final int SHM_LOCKED = 02000;
    public static final int MSG_COPY = 040000;

    /** {@code struct ipc64_perm}, the head of the three structures. */
    public static final int PERM_UID = 4;

    public static final int PERM_GID = 8;
    public static final int PERM_MODE = 20;

    public static final int SHMID_DS_SIZE = 112;
    public static final int SEMID_DS_SIZE = 104;
    public static final int MSQID_DS_SIZE = 120;
    public static final int MSQID_DS_QBYTES = 88;

    private SysvIpc() {}
}
