package io.crj.engine.memory;

/** Bits of a mapping's status in the image: what it is made of. */
final class VmaStatus {

    static final int REGULAR = 1;
    static final int VSYSCALL = 1 << 2;
    static final int VDSO = 1 << 3;
    static final int HEAP = 1 << 5;
    static final int FILE_PRIVATE = 1 << 6;
    static final int FILE_SHARED = 1 << 7;
    static final int ANON_SHARED = 1 << 8;
    static final int ANON_PRIVATE = 1 << 9;
    static final int SYSV = 1 << 10;
    static final int SOCKET = 1 << 11;
    static final int VVAR = 1 << 12;
    static final int AIO_RING = 1 << 13;
    static final int MEMFD = 1 << 14;

    private VmaStatus() {}
}
