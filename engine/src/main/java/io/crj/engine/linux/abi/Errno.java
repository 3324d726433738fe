package io.crj.engine.linux.abi;

import java.util.Map;

/** Error numbers; asm-generic/errno-base.h and asm-generic/errno.h. */
public final class Errno {

    /** Largest error number a system call returns; include/linux/err.h. */
    public static final int MAX = 4095;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EBADF = 9;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EXDEV = 18;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ENOTTY = 25;
    public static final int ETXTBSY = 26;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int ESPIPE = 29;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ERANGE = 34;
    public static final int EDEADLK = 35;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int EBADRQC = 56;
    public static final int ENODATA = 61;
    public static final int EOVERFLOW = 75;
    public static final int EBADFD = 77;
    public static final int ENOTSOCK = 88;
    public static final int EMSGSIZE = 90;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;
    public static final int ESTALE = 116;

    private static final Map<Integer, String[]> TEXTS = Map.ofEntries(
            Map.entry(EPERM, new String[] {"EPERM", "operation not permitted"}),
            Map.entry(ENOENT, new String[] {"ENOENT", "no such file or directory"}),
            Map.entry(ESRCH, new String[] {"ESRCH", "no such process"}),
            Map.entry(EINTR, new String[] {"EINTR", "interrupted system call"}),
            Map.entry(EIO, new String[] {"EIO", "input/output error"}),
            Map.entry(ENXIO, new String[] {"ENXIO", "no such device or address"}),
            Map.entry(EBADF, new String[] {"EBADF", "bad file descriptor"}),
            Map.entry(EBADFD, new String[] {"EBADFD", "file descriptor in bad state"}),
            Map.entry(ECHILD, new String[] {"ECHILD", "no child processes"}),
            Map.entry(EAGAIN, new String[] {"EAGAIN", "resource temporarily unavailable"}),
            Map.entry(ENOMEM, new String[] {"ENOMEM", "cannot allocate memory"}),
            Map.entry(EACCES, new String[] {"EACCES", "permission denied"}),
            Map.entry(EFAULT, new String[] {"EFAULT", "bad address"}),
            Map.entry(EBUSY, new String[] {"EBUSY", "device or resource busy"}),
            Map.entry(EEXIST, new String[] {"EEXIST", "file exists"}),
            Map.entry(EXDEV, new String[] {"EXDEV", "invalid cross-device link"}),
            Map.entry(ENODEV, new String[] {"ENODEV", "no such device"}),
            Map.entry(ENOTDIR, new String[] {"ENOTDIR", "not a directory"}),
            Map.entry(EISDIR, new String[] {"EISDIR", "is a directory"}),
            Map.entry(EINVAL, new String[] {"EINVAL", "invalid argument"}),
            Map.entry(ENFILE, new String[] {"ENFILE", "too many open files in system"}),
            Map.entry(EMFILE, new String[] {"EMFILE", "too many open files"}),
            Map.entry(ENOTTY, new String[] {"ENOTTY", "inappropriate ioctl for device"}),
            Map.entry(ETXTBSY, new String[] {"ETXTBSY", "text file busy"}),
            Map.entry(EFBIG, new String[] {"EFBIG", "file too large"}),
            Map.entry(ENOSPC, new String[] {"ENOSPC", "no space left on device"}),
            Map.entry(ESPIPE, new String[] {"ESPIPE", "illegal seek"}),
            Map.entry(EROFS, new String[] {"EROFS", "read-only file system"}),
            Map.entry(EPIPE, new String[] {"EPIPE", "broken pipe"}),
            Map.entry(ERANGE, new String[] {"ERANGE", "numerical result out of range"}),
            Map.entry(EDEADLK, new String[] {"EDEADLK", "resource deadlock avoided"}),
            Map.entry(ENAMETOOLONG, new String[] {"ENAMETOOLONG", "file name too long"}),
            Map.entry(ENOSYS, new String[] {"ENOSYS", "function not implemented"}),
            Map.entry(ELOOP, new String[] {"ELOOP", "too many levels of symbolic links"}),
            Map.entry(ENODATA, new String[] {"ENODATA", "no data available"}),
            Map.entry(EOVERFLOW, new String[] {"EOVERFLOW", "value too large for defined data type"}),
            Map.entry(ENOTSOCK, new String[] {"ENOTSOCK", "socket operation on non-socket"}),
            Map.entry(EMSGSIZE, new String[] {"EMSGSIZE", "message too long"}),
            Map.entry(EPROTONOSUPPORT, new String[] {"EPROTONOSUPPORT", "protocol not supported"}),
            Map.entry(EOPNOTSUPP, new String[] {"EOPNOTSUPP", "operation not supported"}),
            Map.entry(EAFNOSUPPORT, new String[] {"EAFNOSUPPORT", "address family not supported by protocol"}),
            Map.entry(EADDRINUSE, new String[] {"EADDRINUSE", "address already in use"}),
            Map.entry(EADDRNOTAVAIL, new String[] {"EADDRNOTAVAIL", "cannot assign requested address"}),
            Map.entry(ENETDOWN, new String[] {"ENETDOWN", "network is down"}),
            Map.entry(ENETUNREACH, new String[] {"ENETUNREACH", "network is unreachable"}),
            Map.entry(ECONNABORTED, new String[] {"ECONNABORTED", "software caused connection abort"}),
            Map.entry(ECONNRESET, new String[] {"ECONNRESET", "connection reset by peer"}),
            Map.entry(ENOBUFS, new String[] {"ENOBUFS", "no buffer space available"}),
            Map.entry(EISCONN, new String[] {"EISCONN", "transport endpoint is already connected"}),
            Map.entry(ENOTCONN, new String[] {"ENOTCONN", "transport endpoint is not connected"}),
            Map.entry(ETIMEDOUT, new String[] {"ETIMEDOUT", "connection timed out"}),
            Map.entry(ECONNREFUSED, new String[] {"ECONNREFUSED", "connection refused"}),
            Map.entry(EHOSTUNREACH, new String[] {"EHOSTUNREACH", "no route to host"}),
            Map.entry(EALREADY, new String[] {"EALREADY", "operation already in progress"}),
            Map.entry(EINPROGRESS, new String[] {"EINPROGRESS", "operation now in progress"}),
            Map.entry(ESTALE, new String[] {"ESTALE", "stale file handle"}));

    private Errno() {}

    /** Symbolic name, or the number when unknown. */
    public static String name(int errno) {
        String[] text = TEXTS.get(errno);
        return text == null ? "errno " + errno : text[0];
    }

    /** What the error means, in words. */
    public static String describe(int errno) {
        String[] text = TEXTS.get(errno);
        return text == null ? "unknown error" : text[1];
    }
}
