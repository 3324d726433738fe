package io.crj.engine.trace;

import io.crj.engine.linux.abi.Ptrace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** General registers of an x86-64 thread; {@code struct user_regs_struct} of sys/user.h. */
public final class Registers {

    public static final int R15 = 0;
    public static final int R14 = 1;
    public static final int R13 = 2;
    public static final int R12 = 3;
    public static final int BP = 4;
    public static final int BX = 5;
    public static final int R11 = 6;
    public static final int R10 = 7;
    public static final int R9 = 8;
    public static final int R8 = 9;
    public static final int AX = 10;
    public static final int CX = 11;
    public static final int DX = 12;
    public static final int SI = 13;
    public static final int DI = 14;
    public static final int ORIG_AX = 15;
    public static final int IP = 16;
    public static final int CS = 17;
    public static final int FLAGS = 18;
    public static final int SP = 19;
    public static final int SS = 20;
    public static final int FS_BASE = 21;
    public static final int GS_BASE = 22;
    public static final int DS = 23;
    public static final int ES = 24;
    public static final int FS = 25;
    public static final int GS = 26;

    private final byte[] bytes;

    private Registers(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the kernel's layout. */
    public static Registers of(byte[] bytes) {
        return new Registers(bytes.clone());
    }

    /** All zero. */
    public static Registers empty() {
        return new Registers(new byte[Ptrace.USER_REGS_BYTES]);
    }

    public long get(int register) {
        return buffer().getLong(register * Long.BYTES);
    }

    public Registers set(int register, long value) {
        buffer().putLong(register * Long.BYTES, value);
        return this;
    }

    public Registers copy() {
        return of(bytes);
    }

    /** The kernel's layout. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
