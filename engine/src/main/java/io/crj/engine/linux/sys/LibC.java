package io.crj.engine.linux.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The direct-mapped C library; every native call of crj goes through here. */
final class LibC {

    static final Syscalls SYSCALLS = LibC::invoke;

    static {
        Native.register(LibC.class, NativeLibrary.getInstance("c"));
    }

    private LibC() {}

    private static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** posix_spawn(3); returns an errno, never sets it. */
    static native int posix_spawn(
            long pidOut, long path, long fileActions, long attributes, long argumentVector, long environment);

    private static long invoke(long number, long a, long b, long c, long d, long e, long f) {
        long result = syscall(number, a, b, c, d, e, f);
        // errno is captured inside the JNA stub, so neither a GC nor other threads can change it before this read.
        return result == -1 ? -Native.getLastError() : result;
    }
}
