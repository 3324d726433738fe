package io.crj.engine.linux.abi;

/** Types of file systems that only the kernel itself mounts, as statfs(2) tells them; linux/magic.h, ipc/mqueue.c. */
public final class Magic {

    public static final int MQUEUE = 0x19800202;
    public static final int SECRETMEM = 0x5345434d;
    public static final int DMA_BUF = 0x444d4142;

    private Magic() {}
}
