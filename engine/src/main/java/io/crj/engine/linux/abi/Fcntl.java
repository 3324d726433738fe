package io.crj.engine.linux.abi;

/** Open flags and commands of fcntl(2) and splice(2); asm-generic/fcntl.h, linux/fcntl.h, fcntl.h. */
public final class Fcntl {

    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_ACCMODE = 3;
    public static final int O_CREAT = 0100;
    public static final int O_EXCL = 0200;
    public static final int O_NOCTTY = 0400;
    public static final int O_TRUNC = 01000;
    public static final int O_APPEND = 02000;
    public static final int O_NONBLOCK = 04000;
    public static final int O_ASYNC = 020000;
    public static final int O_DIRECT = 040000;
    /** What open(2) of a 64-bit program adds; the C library hides it. */
    public static final int O_LARGEFILE = 0100000;

    public static final int O_DIRECTORY = 0200000;
    public static final int O_NOFOLLOW = 0400000;
    public static final int O_NOATIME = 01000000;
    public static final int O_CLOEXEC = 02000000;
    public static final int O_PATH = 010000000;
    /** O_DIRECTORY included. */
    public static final int O_TMPFILE = 020200000;

    public static final int AT_FDCWD = -100;
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;
    public static final int AT_SYMLINK_FOLLOW = 0x400;

    public static final int F_GETFD = 1;
    public static final int F_GETFL = 3;
    public static final int F_SETFL = 4;
    public static final int F_SETSIG = 10;
    public static final int F_GETSIG = 11;
    public static final int F_SETOWN_EX = 15;
    public static final int F_GETOWN_EX = 16;
    public static final int F_GETOWNER_UIDS = 17;
    public static final int F_OWNER_PGRP = 2;

    /** Of fallocate(2); linux/falloc.h. */
    public static final int FALLOC_FL_KEEP_SIZE = 1;

    public static final int FALLOC_FL_PUNCH_HOLE = 2;

    /** {@code struct f_owner_ex}. */
    public static final int OWNER_SIZE = 8;

    public static final int OWNER_TYPE = 0;
    public static final int OWNER_PID = 4;

    /** {@code struct file_handle}: its head, before the handle itself. */
    public static final int HANDLE_HEAD_SIZE = 8;

    public static final int HANDLE_BYTES = 0;
    public static final int HANDLE_TYPE = 4;
    public static final int MAX_HANDLE_SZ = 128;

    public static final int F_GETLK = 5;
    public static final int F_SETLK = 6;
    public static final int F_OFD_GETLK = 36;
    public static final int F_OFD_SETLK = 37;
    public static final int F_SETLEASE = 1024;
    public static final int F_RDLCK = 0;
    public static final int F_WRLCK = 1;
    public static final int F_UNLCK = 2;

    /** Of flock(2); sys/file.h. */
    public static final int LOCK_SH = 1;

    public static final int LOCK_EX = 2;
    public static final int LOCK_NB = 4;

    /** {@code struct flock}. */
    public static final int FLOCK_SIZE = 32;

    public static final int FLOCK_TYPE = 0;
    public static final int FLOCK_START = 8;
    public static final int FLOCK_LEN = 16;
    public static final int FLOCK_PID = 24;

    public static final int F_SETFD = 2;
    public static final int FD_CLOEXEC = 1;
    public static final int F_DUPFD_CLOEXEC = 1030;
    public static final int F_SETPIPE_SZ = 1031;
    public static final int F_GETPIPE_SZ = 1032;
    public static final int F_ADD_SEALS = 1033;
    public static final int F_GET_SEALS = 1034;

    public static final int F_SEAL_SEAL = 1;
    public static final int F_SEAL_SHRINK = 2;
    public static final int F_SEAL_GROW = 4;
    public static final int F_SEAL_WRITE = 8;
    public static final int F_SEAL_FUTURE_WRITE = 16;
    public static final int F_SEAL_EXEC = 32;

    public static final int SEEK_SET = 0;
    public static final int SEEK_DATA = 3;
    public static final int SEEK_HOLE = 4;

    public static final int SPLICE_F_NONBLOCK = 2;

    private Fcntl() {}
}
