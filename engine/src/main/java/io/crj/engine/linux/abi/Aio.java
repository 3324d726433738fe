package io.crj.engine.linux.abi;

/** linux/aio_abi.h; the ring that libaio knows of too, fs/aio.c. */
public final class Aio {

    public static final int IOCB_BYTES = 64;
    public static final int IOCB_LIO_OPCODE = 16;
    public static final int IOCB_FILDES = 20;
    public static final int IOCB_BUF = 24;
    public static final int IOCB_NBYTES = 32;
    public static final short IOCB_CMD_PWRITE = 1;

    public static final int EVENT_BYTES = 32;

    public static final int RING_BYTES = 32;
    public static final int RING_NR = 4;
    public static final int RING_HEAD = 8;
    public static final int RING_TAIL = 12;
    public static final int RING_MAGIC_AT = 16;
    public static final int RING_MAGIC = 0xa10a10a1;

    private Aio() {}
}
